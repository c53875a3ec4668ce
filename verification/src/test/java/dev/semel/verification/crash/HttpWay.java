// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.semel.Semel;
import dev.semel.http.Caller;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.http.Reply;
import dev.semel.http.Resolver;
import dev.semel.http.jdk.IdempotencyFilter;
import dev.semel.testkit.World;
import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** How a server sees to it that a charge is made once. Its answer names the effect it made. */
enum HttpWay {
  TRANSACTION {
    @Override
    Endpoint opened(World world) {
      return filtered(
          world,
          CHARGE,
          exchange -> {
            String made = made();
            sql(
                () ->
                    effect(IdempotencyFilter.tx(exchange).connection(), chargeIn(exchange), made));
            answer(exchange, made);
          });
    }
  },
  /** The effect commits by itself. */
  UNTRACKED {
    @Override
    Endpoint opened(World world) {
      return filtered(world, CHARGE.untracked(LEASE), beside(world));
    }
  },
  UNTRACKED_AND_RESOLVED {
    @Override
    Endpoint opened(World world) {
      Operation resolved = CHARGE.untracked(LEASE).resolving(request -> found(world.database()));
      return filtered(world, resolved, beside(world));
    }
  },
  /** Wrong on purpose. */
  NAIVE_EFFECT_THEN_RECORD {
    @Override
    Endpoint opened(World world) {
      return naive(
          world.database(),
          (exchange, connection, made) -> {
            effect(connection, chargeIn(exchange), made);
            record(connection, made);
            answer(exchange, made);
          });
    }
  },
  /** Wrong on purpose. */
  NAIVE_RECORD_THEN_EFFECT {
    @Override
    Endpoint opened(World world) {
      return naive(
          world.database(),
          (exchange, connection, made) -> {
            record(connection, made);
            effect(connection, chargeIn(exchange), made);
            answer(exchange, made);
          });
    }
  },
  /** Wrong on purpose. */
  NAIVE_ANSWER_BEFORE_COMMIT {
    @Override
    Endpoint opened(World world) {
      return naive(
          world.database(),
          (exchange, connection, made) -> {
            connection.setAutoCommit(false);
            effect(connection, chargeIn(exchange), made);
            record(connection, made);
            answer(exchange, made);
            connection.commit();
            connection.setAutoCommit(true);
          });
    }
  };

  private static final Operation CHARGE = Operation.named("charge");
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final String API = "shop";

  /** What a server does with a request. */
  @FunctionalInterface
  interface Endpoint {
    void serve(HttpExchange exchange) throws IOException;
  }

  /** As a server that starts. */
  abstract Endpoint opened(World world);

  boolean isUntracked() {
    return this == UNTRACKED || this == UNTRACKED_AND_RESOLVED;
  }

  boolean isOurs() {
    return this == TRANSACTION || isUntracked();
  }

  private static Endpoint filtered(World world, Operation operation, HttpHandler handler) {
    Semel semel = Semel.with(world.database()).scope(Idempotency.scope(API)).build();
    Idempotency idempotency =
        Idempotency.on(semel).named(API).operation("POST", "/charges", operation).build();
    Filter filter = IdempotencyFilter.of(idempotency, exchange -> Optional.of(Caller.of("alice")));
    return exchange -> new Filter.Chain(List.of(filter), handler).doFilter(exchange);
  }

  private static HttpHandler beside(World world) {
    return exchange -> {
      String made = made();
      sql(
          () -> {
            try (Connection connection = world.database().getConnection()) {
              effect(connection, chargeIn(exchange), made);
            }
          });
      answer(exchange, made);
    };
  }

  private static Resolver.Resolution found(DataSource database) {
    List<String> effects =
        Sql.texts(database, "select what from effect where id = ?", Customer.CHARGE);
    return effects.isEmpty()
        ? new Resolver.DidNotHappen()
        : new Resolver.Happened(
            new Reply(
                201,
                List.of(
                    new Reply.Header("Content-Type", "text/plain"),
                    new Reply.Header("Location", "/charges/" + effects.get(0))),
                effects.get(0).getBytes(StandardCharsets.UTF_8)));
  }

  /** What somebody does who has read that one should keep the answers. */
  @FunctionalInterface
  private interface Naive {
    void charge(HttpExchange exchange, Connection connection, String made)
        throws SQLException, IOException;
  }

  private static Endpoint naive(DataSource database, Naive naive) {
    return exchange ->
        sql(
            () -> {
              try (Connection connection = database.getConnection()) {
                List<String> kept =
                    Sql.texts(
                        connection, "select body from naive_answer where id = ?", Customer.KEY);
                if (kept.isEmpty()) {
                  naive.charge(exchange, connection, made());
                } else {
                  answer(exchange, kept.get(0));
                }
              }
            });
  }

  private static void record(Connection connection, String made) throws SQLException {
    Sql.run(connection, "insert into naive_answer (id, body) values (?, ?)", Customer.KEY, made);
  }

  private static void effect(Connection connection, String id, String made) throws SQLException {
    Sql.run(connection, "insert into effect (id, what) values (?, ?)", id, made);
  }

  /** No two are the same, so that an answer shows whose it is. */
  private static String made() {
    return UUID.randomUUID().toString();
  }

  private static String chargeIn(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, String made) throws IOException {
    byte[] body = made.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.getResponseHeaders().set("Location", "/charges/" + made);
    exchange.sendResponseHeaders(201, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @FunctionalInterface
  private interface Work {
    void run() throws SQLException, IOException;
  }

  private static void sql(Work work) throws IOException {
    try {
      work.run();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
