// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The statements of claims. All but the first two are conditional on the fence, and answer whether
 * the row was still as it has to be. None commits, except {@link #commit}.
 */
public sealed interface ClaimSql permits PostgreSqlClaims, MariaDbClaims, H2Claims {

  /**
   * Looks at the key and keeps others from starting on it until this transaction ends, like {@link
   * LedgerSql#open}; but where it finds neither an owner nor a row, there is none.
   */
  Opening open(Connection c, RowKey key, String token) throws SQLException;

  /**
   * After {@link #open} has found nothing: writes the claim down with its lease. Does not wait.
   *
   * @return its fence, higher than that of any claim on this key before
   */
  long take(Connection c, RowKey key, Duration lease) throws SQLException;

  /** A claim whose lease is over, or that is unknown, becomes a claim with the next fence. */
  boolean takeOver(Connection c, RowKey key, long fence, Duration lease) throws SQLException;

  /** A claim whose lease is over, or that is unknown, is done; and nobody's any more. */
  boolean resolve(Connection c, RowKey key, long fence, @Nullable Content result)
      throws SQLException;

  /** The owner's claim is done. */
  boolean settle(Connection c, RowKey key, long fence, @Nullable Content result)
      throws SQLException;

  /** The owner cannot tell how far it went. */
  boolean leaveUnknown(Connection c, RowKey key, long fence, Content why) throws SQLException;

  /** The owner has this much time from now on. */
  boolean extend(Connection c, RowKey key, long fence, Duration lease) throws SQLException;

  /** The owner gives the key back. */
  boolean release(Connection c, RowKey key, long fence) throws SQLException;

  /** Commits, and does not take a warning for an acknowledgement. */
  void commit(Connection c) throws SQLException;
}
