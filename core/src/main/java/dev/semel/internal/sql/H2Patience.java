// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Runs statements on H2 with another lock timeout, and puts the old one back. */
final class H2Patience {
  private H2Patience() {}

  /** A few statements. */
  @FunctionalInterface
  interface Work {
    void run() throws SQLException;
  }

  static void none(Connection c, Work work) throws SQLException {
    of(c, 1, work);
  }

  static void of(Connection c, int millis, Work work) throws SQLException {
    int before = Jdbc.one(c, "select lock_timeout()", bind -> {}, row -> row.getInt(1));
    Jdbc.run(c, "set lock_timeout " + millis);
    try {
      work.run();
    } finally {
      Jdbc.run(c, "set lock_timeout " + before);
    }
  }
}
