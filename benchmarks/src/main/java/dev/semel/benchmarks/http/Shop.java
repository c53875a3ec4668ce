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
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/** An endpoint that takes orders, twice: as it is, and behind the filter. Thread-safe. */
final class Shop implements AutoCloseable {
  static final String TABLE =
      "create table shop_order (id bigint generated always as identity primary key,"
          + " account int not null, amount bigint not null)";

  private static final String TAKE =
      "insert into shop_order (account, amount) values (?, ?) returning id";
  private static final String PAY = "update account set balance = balance + ? where id = ?";

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
    server.createContext(
        "/kept",
        filter.before(IdempotencyFilter.serving((e, tx) -> take(e, tx.connection(), false))));
    server.start();
    return new Shop(server, threads);
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private static void bare(HttpExchange exchange, DataSource pool) throws IOException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      take(exchange, c, true);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** The work, the same both ways; what is behind the filter does not commit itself. */
  private static void take(HttpExchange exchange, Connection c, boolean commits)
      throws IOException, SQLException {
    String[] words =
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).split(" ", 2);
    int account = Integer.parseInt(words[0]);
    long amount = Long.parseLong(words[1]);
    long id;
    try (PreparedStatement take = c.prepareStatement(TAKE)) {
      take.setInt(1, account);
      take.setLong(2, amount);
      try (ResultSet taken = take.executeQuery()) {
        taken.next();
        id = taken.getLong(1);
      }
    }
    try (PreparedStatement pay = c.prepareStatement(PAY)) {
      pay.setLong(1, amount);
      pay.setInt(2, account);
      pay.executeUpdate();
    }
    if (commits) {
      c.commit();
    }
    byte[] answer =
        "{\"order\":%d,\"amount\":%d}".formatted(id, amount).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Location", "/orders/" + id);
    exchange.sendResponseHeaders(201, answer.length);
    try (exchange) {
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
