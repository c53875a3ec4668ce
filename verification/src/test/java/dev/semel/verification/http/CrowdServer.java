// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import com.sun.net.httpserver.HttpExchange;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Semel;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.http.jdk.IdempotencyFilter;
import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/** A server in a process of its own. */
final class CrowdServer {
  private static final Duration WAIT = Duration.ofSeconds(30);

  private CrowdServer() {}

  /** With the URL of a database, and how many requests may be served at once. */
  public static void main(String[] arguments) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(arguments[0]);
    config.setMaximumPoolSize(16);
    config.setMinimumIdle(0);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Idempotency idempotency =
          Idempotency.on(Semel.on(pool))
              .named("crowd")
              .operation("POST", "/charges", Operation.named("charge"))
              .operation("POST", "/patient", Operation.named("patient").waitingUpTo(WAIT))
              .operation("POST", "/large", Operation.named("large").bodyBytesMax(64 << 20))
              .operation(
                  "POST", "/drip", Operation.named("drip").bodyTimeMax(Duration.ofSeconds(1)))
              .waitersMax(64)
              .build();
      JdkSite[] site = new JdkSite[1];
      site[0] =
          new JdkSite(
              idempotency,
              Integer.parseInt(arguments[1]),
              exchange -> JdkSite.send(answer(exchange, pool, site[0]), exchange));
      System.out.println("ready " + site[0].port());
      while (System.in.read() >= 0) {
        // Until whoever asked for us is gone.
      }
      site[0].close();
    }
  }

  private static Work.Answer answer(HttpExchange exchange, HikariDataSource pool, JdkSite site)
      throws IOException {
    return switch (exchange.getRequestURI().getPath()) {
      case "/busy" -> Work.Answer.of(200, Integer.toString(site.busy()));
      case "/elsewhere" -> Work.Answer.of(200, Sql.text(pool, "select 'here'"));
      case "/large" ->
          Work.Answer.of(
              201,
              Long.toString(exchange.getRequestBody().transferTo(OutputStream.nullOutputStream())));
      default -> charged(exchange);
    };
  }

  private static Work.Answer charged(HttpExchange exchange) throws IOException {
    String id = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String made = UUID.randomUUID().toString();
    try {
      Connection connection = IdempotencyFilter.tx(exchange).connection();
      Sql.text(connection, "select cast(pg_sleep(0.2) as text)");
      Sql.run(connection, "insert into effect (id, what) values (?, ?)", id, made);
    } catch (SQLException e) {
      throw new IOException(e);
    }
    return Work.Answer.of(201, made).with("Location", "/charges/" + made);
  }
}
