// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Body;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body has been read, and can be read again in every way: as a stream, as text, as
 * parameters and as parts. A stream that was read to its end is followed by another from the
 * beginning.
 */
final class SpooledRequest extends HttpServletRequestWrapper {
  private final Served served;
  private final Body body;
  private @Nullable BodyStream stream;
  private @Nullable BufferedReader reader;
  private @Nullable Map<String, String[]> parameters;
  private @Nullable List<BodyPart> parts;

  SpooledRequest(HttpServletRequest request, Served served, Body body) {
    super(request);
    this.served = served;
    this.body = body;
  }

  Served served() {
    return served;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (stream == null || stream.ended()) {
      stream = new BodyStream(body);
    }
    return stream;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    if (reader == null || stream == null || stream.ended()) {
      stream = new BodyStream(body);
      reader = new BufferedReader(new InputStreamReader(stream, charset()));
    }
    return reader;
  }

  @Override
  public @Nullable String getParameter(String name) {
    String[] values = parameters().get(name);
    return values == null ? null : values[0];
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return Collections.unmodifiableMap(parameters());
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(parameters().keySet());
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    String[] values = parameters().get(name);
    return values == null ? null : values.clone();
  }

  @Override
  public Collection<Part> getParts() throws IOException, ServletException {
    return Collections.unmodifiableList(parts());
  }

  @Override
  public @Nullable Part getPart(String name) throws IOException, ServletException {
    return parts().stream().filter(part -> part.getName().equals(name)).findFirst().orElse(null);
  }

  @Override
  public AsyncContext startAsync() {
    return served.startAsync(this, served.response());
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return served.startAsync(request, response);
  }

  AsyncContext containerStartAsync(ServletRequest request, ServletResponse response) {
    return super.startAsync(request, response);
  }

  @Override
  public AsyncContext getAsyncContext() {
    AsyncContext container = super.getAsyncContext();
    HeldAsync held = served.async();
    return held == null ? container : held;
  }

  @Override
  public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) {
    throw new IllegalStateException(
        "SEMEL-504 an answer that becomes another protocol cannot be replayed: take the endpoint"
            + " out of the operations");
  }

  private Charset charset() {
    String name = getCharacterEncoding();
    return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
  }

  private boolean hasType(String type) {
    String contentType = getContentType();
    return contentType != null && contentType.strip().toLowerCase(Locale.ROOT).startsWith(type);
  }

  private List<BodyPart> parts() throws IOException, ServletException {
    String contentType = getContentType();
    if (contentType == null || !hasType("multipart/form-data")) {
      throw new ServletException("the body is not multipart/form-data");
    }
    if (parts == null) {
      parts = Multipart.parts(body, contentType);
    }
    return parts;
  }

  private Map<String, String[]> parameters() {
    if (parameters == null) {
      Fields fields = new Fields();
      fields.addPairs(getQueryString(), StandardCharsets.UTF_8);
      try {
        if (hasType("application/x-www-form-urlencoded")) {
          fields.addPairs(new String(body.bytes(), StandardCharsets.ISO_8859_1), charset());
        } else if (hasType("multipart/form-data")) {
          addParts(fields);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the body cannot be read as a form", e);
      }
      parameters = fields.toMap();
    }
    return parameters;
  }

  private void addParts(Fields fields) throws IOException {
    List<BodyPart> all;
    try {
      all = parts();
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
    for (BodyPart part : all) {
      if (part.getSubmittedFileName() == null) {
        try (InputStream in = part.getInputStream()) {
          fields.add(part.getName(), new String(in.readAllBytes(), charset()));
        }
      }
    }
  }
}
