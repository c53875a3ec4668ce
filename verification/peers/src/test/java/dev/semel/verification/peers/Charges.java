// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The handler of docs/http-conformance.md, the same for every peer. */
final class Charges {
  private static final int HELD_SECONDS_MAX = 30;

  private final DataSource dataSource;
  private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> held = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

  Charges(DataSource dataSource) throws SQLException {
    this.dataSource = dataSource;
    try (Connection c = dataSource.getConnection()) {
      run(c, "create table charge (key text not null, name text not null, audit int not null)");
      run(c, "create table at_commit (id int unique deferrable initially deferred)");
    }
  }

  /** Makes the charge in the transaction of this connection, which whoever calls it ends. */
  Answer on(Connection c, Call call) throws SQLException {
    List<String> steps = call.eachStep();
    begun(call.caseName());
    insert(c, call, steps.contains("audit"));
    int status = 201;
    String more = "";
    for (String step : steps) {
      if (step.startsWith("status=")) {
        status = Integer.parseInt(step.substring(7));
      } else if (step.startsWith("large=")) {
        more = ",\"filler\":\"" + "x".repeat(Integer.parseInt(step.substring(6))) + '"';
      } else {
        step(c, call.caseName(), step);
      }
    }
    String id = UUID.randomUUID().toString();
    String json = "{\"id\":\"%s\",\"received\":%d%s}".formatted(id, call.received(), more);
    return new Answer(status, headers(id, steps.contains("headers")), status == 204 ? "" : json);
  }

  /** The same in a transaction of its own, which only an answer that is one commits. */
  Answer inTransaction(Call call) throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      c.setAutoCommit(false);
      try {
        Answer answer = on(c, call).orDeclined();
        c.commit();
        return answer;
      } catch (SQLException | RuntimeException | Error e) {
        c.rollback();
        throw e;
      } finally {
        c.setAutoCommit(true);
      }
    }
  }

  void begun(String name) {
    count(runs, name);
  }

  private void step(Connection c, String name, String step) throws SQLException {
    switch (step) {
      case "hold" -> hold(name);
      case "throw" -> throw new IllegalStateException("as was asked");
      case "throw-error" -> throw new StackOverflowError("as was asked");
      case "commit-fails" -> run(c, "insert into at_commit (id) values (1), (1)");
      case "rollback-only" -> swallowed(c);
      default -> {}
    }
  }

  private static void swallowed(Connection c) {
    try {
      run(c, "insert into no_such_table (id) values (1)");
    } catch (SQLException e) {
      // As it is in applications; the transaction can only be rolled back now.
    }
  }

  private void hold(String name) {
    count(held, name);
    try {
      if (!latch(name).await(HELD_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException("held for " + HELD_SECONDS_MAX + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> headers(String id, boolean all) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Location", "/charges/" + id);
    headers.put("Content-Type", "application/json");
    if (all) {
      headers.put("Content-Language", "de");
      headers.put("Content-Location", "/charges/" + id);
      headers.put("ETag", '"' + id + '"');
      headers.put("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
      headers.put("Link", "</charges/" + id + ">; rel=\"self\"");
    }
    return headers;
  }

  void release(String name) {
    latch(name).countDown();
  }

  void releaseAll() {
    latches.values().forEach(CountDownLatch::countDown);
  }

  String heldOf(String name) {
    return "{\"held\":" + number(held, name) + "}";
  }

  String countsOf(String name) throws SQLException {
    return "{\"effects\":%d,\"audits\":%d,\"runs\":%d}"
        .formatted(rows(name, false), rows(name, true), number(runs, name));
  }

  private CountDownLatch latch(String name) {
    return latches.computeIfAbsent(name, n -> new CountDownLatch(1));
  }

  private static void count(Map<String, AtomicInteger> counts, String name) {
    counts.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
  }

  private static int number(Map<String, AtomicInteger> counts, String name) {
    return counts.getOrDefault(name, new AtomicInteger()).get();
  }

  private int rows(String name, boolean audit) throws SQLException {
    String sql = "select count(*) from charge where name = ? and audit = ?";
    try (Connection c = dataSource.getConnection();
        PreparedStatement statement = c.prepareStatement(sql)) {
      statement.setString(1, name);
      statement.setInt(2, audit ? 1 : 0);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** How many keys there are, and of how many the work was committed more than once. */
  Keys keys() throws SQLException {
    String sql =
        """
        select count(*), count(*) filter (where charges > 1)
        from (select count(*) as charges from charge where key <> 'none' group by key) each
        """;
    try (Connection c = dataSource.getConnection();
        PreparedStatement statement = c.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Keys(row.getInt(1), row.getInt(2));
    }
  }

  /** What the table says of all keys together, whatever was answered. */
  record Keys(int charged, int chargedTwice) {}

  private static void insert(Connection c, Call call, boolean audit) throws SQLException {
    try (PreparedStatement statement =
        c.prepareStatement("insert into charge (key, name, audit) values (?, ?, ?)")) {
      statement.setString(1, call.key());
      statement.setString(2, call.caseName());
      statement.setInt(3, audit ? 1 : 0);
      statement.executeUpdate();
    }
  }

  private static void run(Connection c, String sql) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      statement.execute();
    }
  }
}
