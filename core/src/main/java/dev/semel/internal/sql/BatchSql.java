// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The statements of a batch: many keys of one scope in one transaction that Semel opened. Keys come
 * sorted, so that concurrent batches meet in the same order.
 */
public sealed interface BatchSql permits PostgreSqlBatch, MariaDbBatch, H2Batch {

  /**
   * Claims the keys of one slot that are new, waiting a bounded time for concurrent owners.
   *
   * @return the ids that are ours now
   */
  Set<UUID> claim(
      Connection c, int slot, int scope, List<RowKey> keys, String token, int waitMillis)
      throws SQLException;

  /** Reads the rows of keys that were not ours to claim. */
  List<Row> read(Connection c, int slot, int scope, Collection<UUID> ids) throws SQLException;

  /** Records results of claimed keys. */
  void results(Connection c, int slot, int scope, String contentType, Map<UUID, byte[]> results)
      throws SQLException;

  /**
   * Commits, if this is still the transaction of the token.
   *
   * @param claimed the ids that were claimed, by slot
   */
  void seal(Connection c, int scope, String token, Map<Integer, Set<UUID>> claimed)
      throws SQLException;
}
