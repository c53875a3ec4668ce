// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The statements of the atomic door. The first four are for transactions Semel opened, in the order
 * {@link #open} (or {@link #begin}), the effect, {@link #seal} (or {@link #sealLast}); the rest is
 * for transactions a caller owns.
 */
public sealed interface LedgerSql permits PostgreSqlLedger, MariaDbLedger, H2Ledger {

  /**
   * First-check: looks at the key, keeps others from starting on it until this transaction ends,
   * and marks the transaction with the token the seal will ask for.
   */
  Opening open(Connection c, RowKey key, String token) throws SQLException;

  /**
   * Writes the messages and the DONE row and commits, if this is still the transaction that {@link
   * #open} marked.
   */
  void seal(Connection c, RowKey key, Seal seal) throws SQLException;

  /** Last-check: what must be done before the effect, if anything. */
  void begin(Connection c, String token) throws SQLException;

  /**
   * Writes the messages and the DONE row and commits; the unique key says whether the effect was a
   * duplicate.
   */
  void sealLast(Connection c, RowKey key, Seal seal) throws SQLException;

  /** Reads a row without waiting for anybody. */
  @Nullable Row read(Connection c, RowKey key) throws SQLException;

  /** What the scope can remember now. */
  Window window(Connection c, int scope) throws SQLException;

  /**
   * In the caller's transaction: sets a savepoint and writes the row, waiting for a concurrent
   * owner.
   *
   * @param finished whether the row is DONE at once, since no result will follow
   * @return false if there is a row already, or the key is outside its window
   */
  boolean claim(Connection c, RowKey key, String token, boolean finished) throws SQLException;

  /**
   * After a claim in the caller's transaction was refused: reads the row and drops the savepoint.
   */
  @Nullable Row readRefused(Connection c, RowKey key, String token) throws SQLException;

  /** After the effect: records the result, if there is one, and drops the savepoint. */
  void settle(Connection c, RowKey key, String token, @Nullable Content result) throws SQLException;

  /** After a failed effect: undoes it and the claim, and leaves the caller's transaction usable. */
  void undo(Connection c, String token) throws SQLException;
}
