// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** The version-guarded upsert into one table. */
public sealed interface UpsertSql permits PostgreSqlUpsert, MariaDbUpsert, H2Upsert {

  /**
   * Inserts the row, or updates it if its version is lower.
   *
   * @return whether anything changed
   */
  boolean upsert(Connection c, RowChange change) throws SQLException;

  /** The same as one statement whose row count says nothing reliable. */
  Prepared later(Connection c, RowChange change) throws SQLException;

  /** The statements for one table on each database. */
  static PerKind<UpsertSql> of(Target target) {
    return new PerKind<>(
        new PostgreSqlUpsert(target), new MariaDbUpsert(target), new H2Upsert(target));
  }
}
