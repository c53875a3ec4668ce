// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.jdk;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.semel.http.Body;
import dev.semel.http.Outgoing;
import dev.semel.http.Reply;
import dev.semel.http.Running;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exchange whose body has been read and whose answer is held back. For one thread at a time, as
 * exchanges are.
 */
final class HeldExchange extends HttpExchange {
  private final HttpExchange exchange;
  private final Running running;
  private final Headers headers = new Headers();
  private final Body.Writable answer;
  private InputStream in;
  private OutputStream out;
  private int status = -1;

  HeldExchange(HttpExchange exchange, Running running) throws IOException {
    this.exchange = exchange;
    this.running = running;
    this.answer = running.answer();
    this.in = running.body().open();
    this.out = answer.out();
  }

  Running running() {
    return running;
  }

  /** Whether the work said what it answers. */
  boolean answered() {
    return status >= 0;
  }

  Outgoing outgoing() {
    List<Reply.Header> lines = new ArrayList<>();
    headers.forEach(
        (name, values) -> values.forEach(value -> lines.add(new Reply.Header(name, value))));
    return new Outgoing(status, lines, answer);
  }

  void release() throws IOException {
    in.close();
  }

  @Override
  public Headers getRequestHeaders() {
    return exchange.getRequestHeaders();
  }

  @Override
  public Headers getResponseHeaders() {
    return headers;
  }

  @Override
  public URI getRequestURI() {
    return exchange.getRequestURI();
  }

  @Override
  public String getRequestMethod() {
    return exchange.getRequestMethod();
  }

  @Override
  public HttpContext getHttpContext() {
    return exchange.getHttpContext();
  }

  /** The exchange goes on: it is ours to close. */
  @Override
  public void close() {}

  @Override
  public InputStream getRequestBody() {
    return in;
  }

  @Override
  public OutputStream getResponseBody() {
    if (!answered()) {
      throw new IllegalStateException("the headers come first");
    }
    return out;
  }

  @Override
  public void sendResponseHeaders(int status, long length) throws IOException {
    if (answered()) {
      throw new IOException("the headers were sent");
    }
    this.status = status;
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return exchange.getRemoteAddress();
  }

  @Override
  public int getResponseCode() {
    return status;
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return exchange.getLocalAddress();
  }

  @Override
  public String getProtocol() {
    return exchange.getProtocol();
  }

  @Override
  public Object getAttribute(String name) {
    return exchange.getAttribute(name);
  }

  @Override
  public void setAttribute(String name, Object value) {
    exchange.setAttribute(name, value);
  }

  @Override
  public void setStreams(@Nullable InputStream in, @Nullable OutputStream out) {
    this.in = in == null ? this.in : in;
    this.out = out == null ? this.out : out;
  }

  @Override
  public HttpPrincipal getPrincipal() {
    return exchange.getPrincipal();
  }
}
