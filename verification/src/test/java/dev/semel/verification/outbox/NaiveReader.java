// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** Readers of the log somebody might write by hand, each wrong in its own way. */
enum NaiveReader {
  /** Whoever commits late with a low number is behind the cursor and never read. */
  BY_ID(
      """
      select '0' as at, o.id, o.message_id, o.body
        from semel_outbox as o
       where ?::xid8 is not null and o.id > ?
       order by o.id
       limit 500"""),

  /** The same with the stamp: what is not committed yet is behind the cursor when it is. */
  BY_STAMP_WITHOUT_HORIZON(
      """
      select o.stamp as at, o.id, o.message_id, o.body
        from semel_outbox as o
       where (o.stamp, o.id) > (?::xid8, ?)
       order by o.stamp, o.id
       limit 500"""),

  /**
   * Loses nothing. But transaction ids are in the order of beginnings: one that began first and
   * waited for the lock of a key is read before the one that had it.
   */
  BY_TRANSACTION(
      """
      select o.own as at, o.id, o.message_id, o.body
        from semel_outbox as o
       where (o.own, o.id) > (?::xid8, ?)
         and o.own < pg_snapshot_xmin(pg_current_snapshot())
       order by o.own, o.id
       limit 500""");

  private final String sql;

  NaiveReader(String sql) {
    this.sql = sql;
  }

  /** Gives each row the id of its transaction, for {@link #BY_TRANSACTION}. */
  static final String ADD_OWN =
      "alter table semel_outbox add column own xid8 default pg_current_xact_id()";

  /** Reads until there is no more after the end. */
  void read(DataSource dataSource, Arrivals arrivals, BooleanSupplier end) throws SQLException {
    String at = "0";
    long id = 0;
    try (Connection c = dataSource.getConnection();
        PreparedStatement statement = c.prepareStatement(sql)) {
      boolean last;
      boolean any;
      do {
        last = end.getAsBoolean();
        any = false;
        statement.setString(1, at);
        statement.setLong(2, id);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            any = true;
            at = row.getString("at");
            id = row.getLong("id");
            String body = new String(row.getBytes("body"), StandardCharsets.UTF_8);
            arrivals.arrive(Item.of(body), row.getString("message_id"));
          }
        }
      } while (any || !last);
    }
  }
}
