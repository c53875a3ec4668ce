// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;

/**
 * Keys as a careful programmer would write them for this one endpoint: a lock and a look in one
 * round trip, the work, and the row together with the commit. Without retries, waiting, lost
 * commits, limits, expiry, and checks of what the key looks like.
 */
record ByHand(DataSource pool) implements HttpHandler {
  static final String TABLE =
      """
      create table hand_key (caller text not null, key text not null, fingerprint bytea not null,
        order_id bigint not null, receipt bytea not null,
        created timestamptz not null default clock_timestamp(), primary key (caller, key))""";

  /** Old keys have to be found, to be deleted. */
  static final String INDEX = "create index on hand_key (created)";

  private static final String CALLER = "benchmark";
  private static final String LOOK =
      """
      select pg_try_advisory_xact_lock(?), k.fingerprint, k.order_id, k.receipt
        from (values (1)) as one left join hand_key as k on k.caller = ? and k.key = ?""";
  private static final String KEEP =
      """
      insert into hand_key (caller, key, fingerprint, order_id, receipt) values (?, ?, ?, ?, ?);
      commit""";

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key").replace("\"", "");
    byte[] body = exchange.getRequestBody().readAllBytes();
    byte[] fingerprint = sha256(body);
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      Order order = Order.in(body);
      if (!isAnswered(exchange, c, key, fingerprint)) {
        long id = order.take(c);
        byte[] receipt = order.receipt(id);
        keep(c, key, fingerprint, id, receipt);
        Order.answer(exchange, id, receipt);
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static boolean isAnswered(
      HttpExchange exchange, Connection c, String key, byte[] fingerprint)
      throws IOException, SQLException {
    try (PreparedStatement look = c.prepareStatement(LOOK)) {
      look.setLong(
          1,
          ByteBuffer.wrap(sha256((CALLER + ' ' + key).getBytes(StandardCharsets.UTF_8))).getLong());
      look.setString(2, CALLER);
      look.setString(3, key);
      try (ResultSet seen = look.executeQuery()) {
        seen.next();
        byte[] before = seen.getBytes(2);
        if (before == null && seen.getBoolean(1)) {
          return false;
        }
        c.rollback();
        if (before == null || !Arrays.equals(before, fingerprint)) {
          exchange.sendResponseHeaders(before == null ? 409 : 422, -1);
          exchange.close();
        } else {
          exchange.getResponseHeaders().set("Idempotent-Replayed", "true");
          Order.answer(exchange, seen.getLong(3), seen.getBytes(4));
        }
        return true;
      }
    }
  }

  private static void keep(Connection c, String key, byte[] fingerprint, long id, byte[] receipt)
      throws SQLException {
    try (PreparedStatement keep = c.prepareStatement(KEEP)) {
      keep.setString(1, CALLER);
      keep.setString(2, key);
      keep.setBytes(3, fingerprint);
      keep.setLong(4, id);
      keep.setBytes(5, receipt);
      keep.execute();
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
