// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection from the pool, in a transaction of ours, given back as it came. For one thread. */
public final class Borrowed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.ledger");

  private final Connection connection;
  private final boolean autoCommit;
  private boolean handedOver;

  private Borrowed(Connection connection, boolean autoCommit) {
    this.connection = connection;
    this.autoCommit = autoCommit;
  }

  public static Borrowed from(DataSource dataSource) throws SQLException {
    Connection connection = dataSource.getConnection();
    try {
      boolean autoCommit = connection.getAutoCommit();
      if (autoCommit) {
        connection.setAutoCommit(false);
      } else {
        // Whoever had it before may have left a transaction open.
        connection.rollback();
      }
      return new Borrowed(connection, autoCommit);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** The same for whoever goes on with it; this one has nothing to give back any more. */
  Borrowed handOver() {
    handedOver = true;
    return new Borrowed(connection, autoCommit);
  }

  public Connection connection() {
    return connection;
  }

  /** Rolls back; a failure to do so means that the connection is dead and the server does it. */
  public void rollback() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("rollback on a dead connection", e);
    }
  }

  /** Gives the connection back. What was not committed is rolled back, never committed. */
  @Override
  public void close() {
    if (handedOver) {
      return;
    }
    try {
      if (!connection.isClosed()) {
        // Going back to auto-commit would commit whatever an exception left open here.
        connection.rollback();
      }
      if (autoCommit && !connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      LOG.debug("a dead connection goes back to its pool", e);
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a connection could not be closed", e);
    }
  }
}
