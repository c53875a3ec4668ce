// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import dev.semel.http.Caller;
import dev.semel.http.Incoming;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request as the server of the JDK shows it. */
record ExchangeIncoming(HttpExchange exchange, Callers callers) implements Incoming {
  @Override
  public String method() {
    return exchange.getRequestMethod();
  }

  @Override
  public String path() {
    String path = exchange.getRequestURI().getRawPath();
    return path == null ? "/" : path;
  }

  @Override
  public @Nullable String query() {
    return exchange.getRequestURI().getRawQuery();
  }

  @Override
  public List<String> headers(String name) {
    return exchange.getRequestHeaders().getOrDefault(name, List.of());
  }

  @Override
  public long bodyLength() {
    List<String> lengths = headers("Content-Length");
    try {
      return lengths.isEmpty() ? -1 : Long.parseLong(lengths.get(0).strip());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public InputStream openBody() {
    return exchange.getRequestBody();
  }

  @Override
  public Optional<Caller> caller() {
    return callers.of(exchange);
  }
}
