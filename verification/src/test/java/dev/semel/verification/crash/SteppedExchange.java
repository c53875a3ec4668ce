// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.semel.testkit.World;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;

/** An exchange whose server may die before and after each part of its answer. For one thread. */
final class SteppedExchange extends HttpExchange {
  private final HttpExchange exchange;
  private final World world;

  SteppedExchange(HttpExchange exchange, World world) {
    this.exchange = exchange;
    this.world = world;
  }

  @Override
  public void sendResponseHeaders(int status, long length) throws IOException {
    world.step("before the status is sent");
    exchange.sendResponseHeaders(status, length);
    world.step("after the status was sent");
  }

  @Override
  public OutputStream getResponseBody() {
    return new FilterOutputStream(exchange.getResponseBody()) {
      @Override
      public void write(byte[] bytes, int offset, int count) throws IOException {
        world.step("before the body is sent");
        out.write(bytes, offset, count);
        out.flush();
        world.step("after the body was sent");
      }
    };
  }

  @Override
  public void close() {
    world.step("before the exchange is closed");
    exchange.close();
    world.step("after the exchange was closed");
  }

  @Override
  public Headers getRequestHeaders() {
    return exchange.getRequestHeaders();
  }

  @Override
  public Headers getResponseHeaders() {
    return exchange.getResponseHeaders();
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

  @Override
  public InputStream getRequestBody() {
    return exchange.getRequestBody();
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return exchange.getRemoteAddress();
  }

  @Override
  public int getResponseCode() {
    return exchange.getResponseCode();
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
  public void setStreams(InputStream in, OutputStream out) {
    exchange.setStreams(in, out);
  }

  @Override
  public HttpPrincipal getPrincipal() {
    return exchange.getPrincipal();
  }
}
