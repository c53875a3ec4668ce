// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.semel.Key;
import dev.semel.Tx;
import dev.semel.http.Idempotency;
import dev.semel.http.jdk.IdempotencyFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server of the JDK with one handler behind the filter. */
final class JdkSite implements Ground.Site {
  /** Those who come at once are not to wait for a second knock. */
  private static final int BACKLOG = 2_048;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;

  JdkSite(Idempotency idempotency, Work work) {
    this(filters(idempotency), 80, exchange -> serve(work, exchange));
  }

  JdkSite(Idempotency idempotency, int threadsMax, HttpHandler handler) {
    this(filters(idempotency), threadsMax, handler);
  }

  JdkSite(List<Filter> filters, Work work) {
    this(filters, 80, exchange -> serve(work, exchange));
  }

  private JdkSite(List<Filter> filters, int threadsMax, HttpHandler handler) {
    threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(threadsMax);
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    HttpContext context = server.createContext("/", handler);
    context.getFilters().addAll(filters);
    server.setExecutor(threads);
    server.start();
  }

  private static List<Filter> filters(Idempotency idempotency) {
    return List.of(
        IdempotencyFilter.of(
            idempotency,
            exchange -> Ground.caller(exchange.getRequestHeaders().getFirst("X-User"))));
  }

  private static void serve(Work work, HttpExchange exchange) throws IOException {
    Work.Answer answer;
    try {
      answer = work.on(new JdkCall(exchange, new byte[1][]));
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
    boolean none = length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), none ? -1 : length);
    if (!none) {
      exchange.getResponseBody().write(answer.body());
    }
    exchange.close();
  }

  private record JdkCall(HttpExchange exchange, byte[][] read) implements Work.Call {
    @Override
    public String method() {
      return exchange.getRequestMethod();
    }

    @Override
    public String path() {
      return exchange.getRequestURI().getRawPath();
    }

    @Override
    public String query() {
      return exchange.getRequestURI().getRawQuery();
    }

    @Override
    public String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }

    @Override
    public String body() throws IOException {
      return new String(bytes());
    }

    @Override
    public byte[] bytes() throws IOException {
      if (read[0] == null) {
        read[0] = exchange.getRequestBody().readAllBytes();
      }
      return read[0];
    }

    /** The server reads no forms; the forms of the tests are simple. */
    @Override
    public String field(String name) throws IOException {
      Matcher found =
          Pattern.compile("(?:^|&)%1$s=([^&]*)|name=\"%1$s\"\r\n\r\n([^\r]*)".formatted(name))
              .matcher(body());
      return !found.find() ? null : found.group(1) != null ? found.group(1) : found.group(2);
    }

    @Override
    public Optional<Tx> transaction() {
      return IdempotencyFilter.transaction(exchange);
    }

    @Override
    public Optional<Key> key() {
      return IdempotencyFilter.key(exchange);
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
