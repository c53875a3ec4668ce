// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Waits until the server has noticed that the sessions of a dead process are gone. A real recovery
 * may come earlier and wait for their locks; here every run of a schedule must go the same way.
 */
final class DeadSessions {
  private static final Duration END_MAX = Duration.ofSeconds(30);
  private static final String POSTGRESQL = "select 1 from pg_stat_activity where pid = ?";
  private static final String MARIADB = "select 1 from information_schema.processlist where id = ?";

  private DeadSessions() {}

  static void awaitEnd(DataSource database, Set<Long> sessions) {
    if (sessions.isEmpty()) {
      return;
    }
    try (Connection connection = database.getConnection()) {
      String product = connection.getMetaData().getDatabaseProductName();
      String sql = product.equals("PostgreSQL") ? POSTGRESQL : MARIADB;
      for (long session : sessions) {
        awaitEnd(connection, sql, session);
      }
    } catch (SQLException e) {
      throw new TestkitException(
          Code.SCENARIO_FAILED,
          "the database could not be asked for the sessions of a dead process: " + e.getMessage(),
          e);
    }
  }

  private static void awaitEnd(Connection connection, String sql, long session)
      throws SQLException {
    long deadline = System.nanoTime() + END_MAX.toNanos();
    while (exists(connection, sql, session)) {
      if (System.nanoTime() - deadline > 0) {
        throw new TestkitException(
            Code.SCENARIO_FAILED,
            "session %d of a dead process is still there after %d s; does the flow hold a database connection that did not come from the world?"
                .formatted(session, END_MAX.toSeconds()));
      }
      Thread.onSpinWait();
    }
  }

  private static boolean exists(Connection connection, String sql, long session)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, session);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
