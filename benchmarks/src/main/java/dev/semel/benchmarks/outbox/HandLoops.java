// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The relays one would write by hand. They do only what the benchmark needs: no lease, no fence, no
 * retries, no order per key. For one thread.
 */
final class HandLoops {
  private static final String READ_LOG =
      """
      select {columns}
        from by_hand_log as o
       where (o.stamp, o.id) > (?::xid8, ?)
         and o.stamp < pg_snapshot_xmin(pg_current_snapshot())
       order by o.stamp, o.id
       limit ?"""
          .replace("{columns}", LoggedRow.COLUMNS);

  private static final String MOVE_CURSOR = "update by_hand_cursor set stamp = ?::xid8, id = ?";

  private static final String READ_QUEUE =
      """
      select {columns}
        from by_hand_queue as o
       order by o.id
       limit ?
         for update skip locked"""
          .replace("{columns}", LoggedRow.COLUMNS);

  private static final String EMPTY_QUEUE = "delete from by_hand_queue where id = any (?)";

  private HandLoops() {}

  /** A cursor over an insert-only log below the horizon: two transactions a batch. */
  static void cursor(Connection c, int batch, Consumer<LoggedRow> publisher) throws SQLException {
    c.setAutoCommit(true);
    String stamp = "0";
    long id = 0;
    try (PreparedStatement read = c.prepareStatement(READ_LOG);
        PreparedStatement move = c.prepareStatement(MOVE_CURSOR)) {
      while (true) {
        read.setString(1, stamp);
        read.setLong(2, id);
        read.setInt(3, batch);
        List<LoggedRow> rows = rows(read);
        rows.forEach(publisher);
        if (rows.isEmpty()) {
          return;
        }
        stamp = rows.get(rows.size() - 1).stamp();
        id = rows.get(rows.size() - 1).id();
        move.setString(1, stamp);
        move.setLong(2, id);
        move.executeUpdate();
      }
    }
  }

  /** A queue that several could read at once: a transaction a batch, until there is nothing. */
  static void skipLocked(Connection c, int batch, Consumer<LoggedRow> publisher)
      throws SQLException {
    c.setAutoCommit(false);
    try (PreparedStatement read = c.prepareStatement(READ_QUEUE);
        PreparedStatement delete = c.prepareStatement(EMPTY_QUEUE)) {
      List<LoggedRow> rows;
      do {
        read.setInt(1, batch);
        rows = rows(read);
        rows.forEach(publisher);
        Object[] ids = rows.stream().map(LoggedRow::id).toArray();
        delete.setArray(1, c.createArrayOf("bigint", ids));
        delete.executeUpdate();
        c.commit();
      } while (!rows.isEmpty());
    }
  }

  private static List<LoggedRow> rows(PreparedStatement read) throws SQLException {
    List<LoggedRow> rows = new ArrayList<>();
    try (ResultSet found = read.executeQuery()) {
      while (found.next()) {
        rows.add(LoggedRow.of(found));
      }
    }
    return rows;
  }
}
