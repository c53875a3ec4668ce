// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A POST without a wire. For one thread. */
final class MemoryExchange extends HttpExchange {
  private final Headers asked = new Headers();
  private final Headers answered = new Headers();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final InputStream in;
  private final URI uri;
  private int status = -1;
  private long length;

  MemoryExchange(String path, String key, byte[] body) {
    uri = URI.create(path);
    in = new ByteArrayInputStream(body);
    asked.set("Idempotency-Key", key);
    asked.set("Content-Type", "text/plain");
    asked.set("Content-Length", Integer.toString(body.length));
  }

  /** Whether the whole answer is on its way. */
  boolean isWhole() {
    return status >= 0 && out.size() == Math.max(0, length);
  }

  String answer() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void sendResponseHeaders(int status, long length) {
    this.status = status;
    this.length = length;
  }

  @Override
  public Headers getRequestHeaders() {
    return asked;
  }

  @Override
  public Headers getResponseHeaders() {
    return answered;
  }

  @Override
  public URI getRequestURI() {
    return uri;
  }

  @Override
  public String getRequestMethod() {
    return "POST";
  }

  @Override
  public HttpContext getHttpContext() {
    throw new IllegalStateException("there is no server");
  }

  @Override
  public void close() {}

  @Override
  public InputStream getRequestBody() {
    return in;
  }

  @Override
  public OutputStream getResponseBody() {
    return out;
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  public int getResponseCode() {
    return status;
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return getRemoteAddress();
  }

  @Override
  public String getProtocol() {
    return "HTTP/1.1";
  }

  @Override
  public Object getAttribute(String name) {
    return null;
  }

  @Override
  public void setAttribute(String name, Object value) {}

  @Override
  public void setStreams(InputStream in, OutputStream out) {
    throw new IllegalStateException("nobody does");
  }

  @Override
  public HttpPrincipal getPrincipal() {
    return null;
  }
}
