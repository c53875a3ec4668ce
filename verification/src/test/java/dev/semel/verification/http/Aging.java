// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/** Makes what is in the ledger older, or spoils it. Keys of requests are in slot 64. */
record Aging(TestDatabase db) {
  /** What is settled. */
  void records(int seconds) throws SQLException {
    run("update %s set state_since = %s where state = 2", "state_since", seconds);
  }

  /** The leases of what is claimed. */
  void leases(int seconds) throws SQLException {
    run("update %s set lease_until = %s where state = 1", "lease_until", seconds);
  }

  /** The answers that are stored. */
  void corrupt() throws SQLException {
    run("update %s set result = %s where state = 2", null, 0);
  }

  private void run(String sql, String column, int seconds) throws SQLException {
    try (Connection connection = db.raw().getConnection()) {
      // MariaDB would else wait for rows that others have inserted and not committed.
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      String value = column == null ? "?" : earlier(column, seconds);
      String table = db.isMariaDb() ? "semel_ledger_64" : "semel_ledger";
      Object[] args = column == null ? new Object[] {new byte[] {1, 2, 3}} : new Object[0];
      Sql.run(connection, sql.formatted(table, value), args);
    }
  }

  private String earlier(String column, int seconds) {
    return db.isH2()
        ? "dateadd(second, -%d, %s)".formatted(seconds, column)
        : "%s - interval %s"
            .formatted(column, db.isMariaDb() ? seconds + " second" : "'" + seconds + " seconds'");
  }
}
