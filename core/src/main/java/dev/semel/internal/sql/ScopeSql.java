// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements about scopes. Names are interned, so that a ledger row holds four bytes. */
public sealed interface ScopeSql permits PostgreSqlScopes, MariaDbScopes, H2Scopes {

  List<ScopeRow> all(Connection c) throws SQLException;

  @Nullable ScopeRow find(Connection c, String name) throws SQLException;

  /** Adds a scope unless it is there. */
  void add(
      Connection c, String name, boolean timed, long horizonSeconds, @Nullable Long resultsSeconds)
      throws SQLException;

  /**
   * Changes the horizon. Where it grows, memory is complete only from where the old horizon had
   * kept it, and the row says so.
   */
  void changeHorizon(Connection c, int id, long horizonSeconds) throws SQLException;

  /** Changes how long results are kept; null for as long as their rows. */
  void changeResults(Connection c, int id, @Nullable Long resultsSeconds) throws SQLException;

  /** Writes down that a key was too old to judge; a repeat counts up. */
  void quarantine(Connection c, RowKey key, String id) throws SQLException;
}
