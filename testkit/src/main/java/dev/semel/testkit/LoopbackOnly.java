// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.internal.loopback.Loopback;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The one place where the tools of the kit ask whether a database may be used. */
final class LoopbackOnly {
  private LoopbackOnly() {}

  /** Refuses a database that is not on this machine, unless that was allowed. */
  static void require(DataSource database, boolean remoteAllowed) {
    if (remoteAllowed) {
      return;
    }
    try {
      Loopback.objection(database)
          .ifPresent(
              objection -> {
                throw new TestkitException(
                    Code.NOT_LOOPBACK,
                    "the database is not known to be one of this machine: "
                        + objection
                        + ". The kit delivers messages again and again and cuts connections, which"
                        + " must never happen to data that somebody needs. If this database may be"
                        + " used, say allowRemoteDatabase()");
              });
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  static TestkitException unreadable(SQLException e) {
    return new TestkitException(
        Code.UNREADABLE_DATABASE,
        "the database does not say what and where it is: SQLState "
            + e.getSQLState()
            + ". Can the test connect to it?",
        e);
  }
}
