// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Caller;
import dev.semel.http.Incoming;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
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
  public InputStream openBody() throws IOException {
    ServletInputStream body = request.getInputStream();
    if (body.isFinished() && (bodyLength() > 0 || !headers("Transfer-Encoding").isEmpty())) {
      throw new IllegalStateException(
          "SEMEL-507 the body was read before it came to the filter: two requests that differ in"
              + " it would look the same. Register the filter before what reads forms (of Spring,"
              + " FormContentFilter, and the CSRF token as a parameter)");
    }
    return body;
  }

  @Override
  public Optional<Caller> caller() {
    return callers.of(request);
  }
}
