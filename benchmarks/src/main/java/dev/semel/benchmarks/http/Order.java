// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The work, which is the same however it is called: a row, and an account that is paid. */
record Order(int account, long amount) {
  static final String TABLE =
      "create table shop_order (id bigint generated always as identity primary key,"
          + " account int not null, amount bigint not null)";

  private static final String TAKE =
      "insert into shop_order (account, amount) values (?, ?) returning id";
  private static final String PAY = "update account set balance = balance + ? where id = ?";

  static Order in(HttpExchange exchange) throws IOException {
    return in(exchange.getRequestBody().readAllBytes());
  }

  static Order in(byte[] body) {
    String[] words = new String(body, StandardCharsets.UTF_8).split(" ", 2);
    return new Order(Integer.parseInt(words[0]), Long.parseLong(words[1]));
  }

  /** Answers its id; whose transaction it is commits. */
  long take(Connection c) throws SQLException {
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
    return id;
  }

  byte[] receipt(long id) {
    return "{\"order\":%d,\"amount\":%d}".formatted(id, amount).getBytes(StandardCharsets.UTF_8);
  }

  static void answer(HttpExchange exchange, long id, byte[] receipt) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Location", "/orders/" + id);
    exchange.sendResponseHeaders(201, receipt.length);
    try (exchange) {
      exchange.getResponseBody().write(receipt);
    }
  }
}
