// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.http.jdk.Callers;
import dev.semel.http.jdk.IdempotencyFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/** An API that takes payments, as small as one can be that takes each of them once. Thread-safe. */
final class PaymentsApi implements AutoCloseable {
  private static final int THREADS = 8;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private PaymentsApi(HttpServer server) {
    this.server = server;
  }

  /** Makes its tables and listens on 127.0.0.1; port 0 takes any that is free. */
  static PaymentsApi start(DataSource dataSource, int port) throws IOException, SQLException {
    Schema.of(dataSource).apply();
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement()) {
      statement.execute(
          "create table payment (id uuid primary key default gen_random_uuid(), payer text not null, account text not null,"
              + " amount bigint not null)");
    }
    Idempotency idempotency =
        Idempotency.on(Semel.on(dataSource))
            .named("payments") // chosen once: the keys are remembered under it
            .operation("POST", "/payments", Operation.named("pay"))
            .build();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    IdempotencyFilter filter = IdempotencyFilter.of(idempotency, Callers.byPrincipal());
    HttpContext payments =
        server.createContext(
            "/payments", filter.before(IdempotencyFilter.serving(PaymentsApi::pay)));
    payments.setAuthenticator(passwords());
    HttpContext sums = server.createContext("/sums", exchange -> tellSums(exchange, dataSource));
    sums.setAuthenticator(passwords());
    PaymentsApi api = new PaymentsApi(server);
    server.setExecutor(api.threads);
    server.start();
    return api;
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }

  private static void pay(HttpExchange exchange, Tx tx) throws IOException, SQLException {
    Map<String, String> form = form(exchange);
    long amount = Long.parseLong(form.getOrDefault("amount", "0"));
    if (amount <= 0) {
      answer(exchange, 422, "{\"title\":\"an amount is more than nothing\"}");
      return;
    }
    String payer = exchange.getPrincipal().getUsername();
    String id = insert(tx.connection(), payer, form.getOrDefault("account", ""), amount);
    if (form.containsKey("fail")) {
      throw new IOException("it fails after it paid");
    }
    exchange.getResponseHeaders().add("Location", "/payments/" + id);
    answer(exchange, 201, "{\"id\":\"%s\",\"amount\":%d}".formatted(id, amount));
  }

  private static String insert(Connection c, String payer, String account, long amount)
      throws SQLException {
    try (PreparedStatement insert =
        c.prepareStatement(
            "insert into payment (payer, account, amount) values (?, ?, ?) returning id")) {
      insert.setString(1, payer);
      insert.setString(2, account);
      insert.setLong(3, amount);
      try (ResultSet made = insert.executeQuery()) {
        made.next();
        return made.getString(1);
      }
    }
  }

  private static void tellSums(HttpExchange exchange, DataSource dataSource) throws IOException {
    try (Connection c = dataSource.getConnection();
        Statement ask = c.createStatement();
        ResultSet sums =
            ask.executeQuery("select count(*), coalesce(sum(amount), 0) from payment")) {
      sums.next();
      answer(
          exchange,
          200,
          "{\"payments\":%d,\"sum\":%d}".formatted(sums.getLong(1), sums.getLong(2)));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> form = new HashMap<>();
    for (String pair : body.split("&", -1)) {
      String[] halves = pair.split("=", 2);
      form.put(
          halves[0], halves.length < 2 ? "" : URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = (json + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Anna and Bert, whose passwords everyone knows. */
  private static BasicAuthenticator passwords() {
    return new BasicAuthenticator("example") {
      @Override
      public boolean checkCredentials(String name, String password) {
        return (name.equals("anna") || name.equals("bert")) && password.equals("secret");
      }
    };
  }
}
