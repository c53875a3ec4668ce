// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Caller;
import dev.semel.http.Incoming;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request as a servlet container shows it. */
record ServletIncoming(HttpServletRequest request, Callers callers) implements Incoming {
  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    String uri = request.getRequestURI();
    String context = request.getContextPath();
    return uri.startsWith(context) ? uri.substring(context.length()) : uri;
  }

  @Override
  public @Nullable String query() {
    return request.getQueryString();
  }

  @Override
  public List<String> headers(String name) {
    Enumeration<String> lines = request.getHeaders(name);
    return lines == null ? List.of() : Collections.list(lines);
  }

  @Override
  public long bodyLength() {
    return request.getContentLengthLong();
  }

  @Override
  public InputStream openBody() throws IOException, ReadBefore {
    ServletInputStream body;
    try {
      body = request.getInputStream();
    } catch (IllegalStateException e) {
      throw new ReadBefore("somebody has its reader");
    }
    boolean something = bodyLength() > 0 || !headers("Transfer-Encoding").isEmpty();
    if (body.isFinished() && (something || hasFields())) {
      throw new ReadBefore("nothing of it was left");
    }
    return body;
  }

  /** Whether the container has parameters that are not in the query: then it has read a form. */
  private boolean hasFields() {
    Fields query = new Fields();
    query.addPairs(query(), StandardCharsets.UTF_8);
    return !query.toMap().keySet().containsAll(request.getParameterMap().keySet());
  }

  @Override
  public Optional<Caller> caller() {
    return callers.of(request);
  }
}
