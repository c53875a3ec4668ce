// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.semel.Semel;
import dev.semel.http.Caller;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.http.jdk.IdempotencyFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/**
 * An endpoint that takes orders: as it is, with keys by hand, and behind the filter. Thread-safe.
 */
final class Shop implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;

  private Shop(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  static Shop open(DataSource pool, int workers) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    server.setExecutor(threads);
    Idempotency idempotency =
        Idempotency.on(Semel.on(pool))
            .named("shop")
            .operation("POST", "/kept", Operation.named("take-order"))
            .build();
    IdempotencyFilter filter =
        IdempotencyFilter.of(idempotency, exchange -> Optional.of(Caller.of("benchmark")));
    server.createContext("/bare", exchange -> bare(exchange, pool));
    server.createContext("/by-hand", new ByHand(pool));
    server.createContext(
        "/kept", filter.before(IdempotencyFilter.serving((e, tx) -> kept(e, tx.connection()))));
    server.start();
    return new Shop(server, threads);
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private static void bare(HttpExchange exchange, DataSource pool) throws IOException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      Order order = Order.in(exchange);
      long id = order.take(c);
      c.commit();
      Order.answer(exchange, id, order.receipt(id));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static void kept(HttpExchange exchange, Connection c) throws IOException, SQLException {
    Order order = Order.in(exchange);
    long id = order.take(c);
    Order.answer(exchange, id, order.receipt(id));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
