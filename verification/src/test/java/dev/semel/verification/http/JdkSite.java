// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.semel.Tx;
import dev.semel.http.Idempotency;
import dev.semel.http.jdk.IdempotencyFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;

/** The server of the JDK with one handler behind the filter. */
final class JdkSite implements Ground.Site {
  /** Those who come at once are not to wait for a second knock. */
  private static final int BACKLOG = 2_048;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;

  JdkSite(Idempotency idempotency, Work work) {
    this(idempotency, 80, exchange -> serve(work, exchange));
  }

  JdkSite(Idempotency idempotency, int threadsMax, HttpHandler handler) {
    threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(threadsMax);
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    HttpContext context = server.createContext("/", handler);
    context
        .getFilters()
        .add(
            IdempotencyFilter.of(
                idempotency,
                exchange -> Ground.caller(exchange.getRequestHeaders().getFirst("X-User"))));
    server.setExecutor(threads);
    server.start();
  }

  private static void serve(Work work, HttpExchange exchange) throws IOException {
    Work.Answer answer;
    try {
      answer = work.on(new JdkCall(exchange));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
    send(answer, exchange);
  }

  static void send(Work.Answer answer, HttpExchange exchange) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    int length = answer.body().length;
    exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
    exchange.getResponseBody().write(answer.body());
    exchange.close();
  }

  private record JdkCall(HttpExchange exchange) implements Work.Call {
    @Override
    public String body() throws IOException {
      return new String(exchange.getRequestBody().readAllBytes());
    }

    @Override
    public Tx tx() {
      return IdempotencyFilter.tx(exchange);
    }

    @Override
    public void retryable() {
      IdempotencyFilter.retryable(exchange);
    }

    @Override
    public void resource(String id) {
      IdempotencyFilter.resource(exchange, id);
    }
  }

  /** How many requests are being served. */
  int busy() {
    return threads.getActiveCount();
  }

  @Override
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
