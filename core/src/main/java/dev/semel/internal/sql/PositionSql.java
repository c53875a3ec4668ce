// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The statements of source positions. */
public sealed interface PositionSql permits PostgreSqlPositions, MariaDbPositions, H2Positions {

  /**
   * Locks the row until the transaction ends. Null where it is not there, or is newer than the
   * snapshot of the transaction.
   */
  @Nullable PositionRow lock(Connection c, PositionName position) throws SQLException;

  /** The same where it matters that the row may be newer. */
  @Nullable PositionRow lockNewest(Connection c, PositionName position) throws SQLException;

  void move(Connection c, PositionName position, PositionRow to) throws SQLException;

  /** Adds the row unless it is there. */
  void add(Connection c, PositionName position, PositionRow row) throws SQLException;

  /**
   * Locks the source, which is made where there is none, and answers how many epochs of it were
   * seen.
   */
  long lockSource(Connection c, PositionName position) throws SQLException;

  /** The number of the epoch, which becomes this one if it is new. The source must be locked. */
  long epoch(Connection c, PositionName position, long ifNew) throws SQLException;

  void countEpochs(Connection c, PositionName position, long epochs) throws SQLException;

  /**
   * The statements for each database.
   *
   * @param schema null for the one the connections are in
   */
  static PerKind<PositionSql> of(@Nullable String schema) {
    return new PerKind<>(
        new PostgreSqlPositions(PerKind.prefix(schema, Quote::postgreSql)),
        new MariaDbPositions(PerKind.prefix(schema, Quote::mariaDb)),
        new H2Positions(PerKind.prefix(schema, Quote::h2)));
  }
}
