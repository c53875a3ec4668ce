// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A connection in one read-only transaction that sees one moment; given back as it was. For one
 * thread.
 */
final class ReadOnly {
  private final Connection connection;
  private final boolean autocommit;
  private final boolean readOnly;
  private final int isolation;

  /** What is read in the transaction. */
  @FunctionalInterface
  interface Reading<T> {
    T from(Connection connection) throws SQLException;
  }

  private ReadOnly(Connection connection) throws SQLException {
    this.connection = connection;
    autocommit = connection.getAutoCommit();
    // PostgreSQL refuses the two settings inside a transaction, and asking may begin one.
    connection.setAutoCommit(true);
    readOnly = connection.isReadOnly();
    isolation = connection.getTransactionIsolation();
  }

  static <T> T read(DataSource dataSource, Reading<T> reading) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      ReadOnly settings = new ReadOnly(connection);
      T read;
      try {
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false); // Also what makes PostgreSQL's driver stream.
        read = reading.from(connection);
      } catch (SQLException | RuntimeException e) {
        settings.restoreAfter(e);
        throw e;
      }
      settings.restore();
      return read;
    }
  }

  /** What failed first is what counts. */
  private void restoreAfter(Exception failure) {
    try {
      restore();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private void restore() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    connection.setTransactionIsolation(isolation);
    connection.setReadOnly(readOnly);
    connection.setAutoCommit(autocommit);
  }
}
