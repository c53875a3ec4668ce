// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.SQLException;

/** What a duplicate means where the row was looked for first. */
final class Races {
  private Races() {}

  /**
   * A row that was not there a moment ago and is a duplicate now is one of a transaction that H2
   * does not wait for, or one newer than our snapshot. Both are to be tried again.
   */
  static SQLException judged(SQLException e) {
    return Fault.of(e) == Fault.DUPLICATE
        ? new SQLException("another transaction inserts the same row", "40001", e)
        : e;
  }
}
