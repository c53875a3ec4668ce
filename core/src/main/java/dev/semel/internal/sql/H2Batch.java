// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Batches on H2, where a round trip costs nothing. Immutable. */
public final class H2Batch implements BatchSql {
  private final H2Ledger ledger;
  private final String read;
  private final String result;
  private final String settle;

  H2Batch(String schema, H2Ledger ledger) {
    this.ledger = ledger;
    read =
        in(
            schema,
            """
            select l.key_id, l.key_text, l.state, l.fingerprint, l.origin, l.state_since,
                   l.content_type, l.result, l.fence, l.lease_until,
                   current_timestamp as now
              from {schema}.semel_ledger as l
             where l.slot = ? and l.scope = ? and l.key_id = ?""");
    result =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set result = ?, content_type = ?
             where slot = ? and scope = ? and key_id = ?""");
    settle =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set state = 2, claimed_in = null, state_since = current_timestamp
             where slot = ? and scope = ? and key_id = ? and state = 1
               and claimed_in = transaction_id()""");
  }

  @Override
  public Set<UUID> claim(
      Connection c, int slot, int scope, List<RowKey> keys, String token, int waitMillis)
      throws SQLException {
    Set<UUID> claimed = new HashSet<>();
    H2Patience.of(
        c,
        waitMillis,
        () -> {
          for (RowKey key : keys) {
            if (ledger.claim(c, key, token, false)) {
              claimed.add(key.id());
            }
          }
        });
    return claimed;
  }

  @Override
  public List<Row> read(Connection c, int slot, int scope, Collection<UUID> ids)
      throws SQLException {
    List<Row> rows = new ArrayList<>();
    for (UUID id : ids) {
      Row row =
          Jdbc.first(c, read, bind -> bind.integer(slot).integer(scope).uuid(id), H2Ledger::rowOf);
      if (row != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Override
  public void results(
      Connection c, int slot, int scope, String contentType, Map<UUID, byte[]> results)
      throws SQLException {
    for (Map.Entry<UUID, byte[]> entry : results.entrySet()) {
      Jdbc.update(
          c,
          result,
          bind ->
              bind.bytes(entry.getValue())
                  .text(contentType)
                  .integer(slot)
                  .integer(scope)
                  .uuid(entry.getKey()));
    }
  }

  @Override
  public void seal(Connection c, int scope, String token, Map<Integer, Set<UUID>> claimed)
      throws SQLException {
    for (Map.Entry<Integer, Set<UUID>> slot : claimed.entrySet()) {
      for (UUID id : slot.getValue()) {
        int settled =
            Jdbc.update(c, settle, bind -> bind.integer(slot.getKey()).integer(scope).uuid(id));
        if (settled != 1) {
          throw new SQLException("claims of this transaction are gone", "3B001");
        }
      }
    }
    c.commit();
  }
}
