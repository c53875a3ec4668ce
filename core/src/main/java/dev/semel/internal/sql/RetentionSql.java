// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The statements of the sweep. */
public sealed interface RetentionSql permits PostgreSqlRetention, MariaDbRetention, H2Retention {

  /** The database's clock. */
  Instant now(Connection c) throws SQLException;

  /** The last day of which nothing is left in a slot, for each slot that was ever swept. */
  List<SlotRow> slots(Connection c) throws SQLException;

  /** Whether a slot holds a row at all that was born before an instant. */
  boolean anyBornBefore(Connection c, int slot, Instant end) throws SQLException;

  /** Raises the memory's beginning of every timed scope, never lowers it. Before rows go. */
  void forgetBefore(Connection c, Instant end) throws SQLException;

  /**
   * Empties a slot at once, in its own transaction, if nothing in it is unfinished. Waits only
   * briefly for the table.
   *
   * @return false if something unfinished is in it or the table was busy
   */
  boolean truncate(Connection c, int slot) throws SQLException;

  /** Deletes up to so many finished rows of a slot that were born before an instant. */
  int deleteBornBefore(Connection c, int slot, Instant end, int rowsMax) throws SQLException;

  /**
   * Deletes up to so many finished timeless rows of a scope that were settled beyond its horizon.
   */
  int deleteSettled(Connection c, int scope, int rowsMax) throws SQLException;

  /**
   * Drops the results of up to so many finished rows of a scope in a slot that were settled longer
   * ago than its results are kept.
   */
  int dropResults(Connection c, int slot, int scope, int rowsMax) throws SQLException;

  /** Remembers that nothing of a day and before is left in a slot. */
  void swept(Connection c, int slot, long day) throws SQLException;
}
