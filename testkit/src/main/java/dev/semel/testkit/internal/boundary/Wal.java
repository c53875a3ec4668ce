// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Reads how far PostgreSQL's write-ahead log is, on a connection of its own. */
public final class Wal {
  private static final String BYTES =
      "select pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::bigint";

  private Wal() {}

  /** Bytes since the server was made. */
  public static long bytes(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(BYTES)) {
      row.next();
      long bytes = row.getLong(1);
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      return bytes;
    }
  }
}
