// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Batches on MariaDB and MySQL. Immutable. The keys travel as one JSON parameter; the fence of a
 * claimed row holds a number only this transaction knows, by which it finds its own rows again.
 */
public final class MariaDbBatch implements BatchSql {
  private final PerSlot claim;
  private final PerSlot mine;
  private final PerSlot read;
  private final PerSlot result;
  private final PerSlot settle;

  MariaDbBatch(String schema) {
    // The update clause changes nothing; unlike "insert ignore" it hides no other error.
    claim =
        new PerSlot(
            schema,
            """
            /*M! set statement innodb_lock_wait_timeout = {wait} for */
            insert into {schema}.semel_ledger_{table}
                   (scope, key_id, key_text, state, fingerprint, origin, fence, state_since)
            select ?, unhex(k.key_id), k.key_text, 1, unhex(k.fingerprint),
                   timestampadd(microsecond, k.origin, timestamp'1970-01-01 00:00:00.000000'),
                   ?, utc_timestamp(6)
              from json_table(?, '$[*]' columns (
                     key_id char(32) path '$.i',
                     key_text varchar(255) path '$.t',
                     fingerprint char(32) path '$.f',
                     origin bigint path '$.o')) as k
             where k.origin is null
                or exists (
                   select 1
                     from {schema}.semel_scope as s
                    where s.id = ?
                      and timestampadd(microsecond, k.origin,
                            timestamp'1970-01-01 00:00:00.000000')
                          between greatest(
                              coalesce(s.memory_from, timestamp'1970-01-01 00:00:00'),
                              timestampadd(second, -s.horizon_seconds, utc_timestamp(6)))
                          and timestampadd(day, 1, utc_timestamp(6)))
                on duplicate key update {schema}.semel_ledger_{table}.state =
                     {schema}.semel_ledger_{table}.state""");
    // Plain reads: this transaction's snapshot begins here, after the claim, and sees its own rows.
    // Locking reads would lock the gaps between keys, and with them other batches.
    mine =
        new PerSlot(
            schema,
            """
            select l.key_id
              from {schema}.semel_ledger_{table} as l
              join json_table(?, '$[*]' columns (key_id char(32) path '$.i')) as k
                on l.key_id = unhex(k.key_id)
             where l.scope = ? and l.fence = ? and l.state = 1""");
    read =
        new PerSlot(
            schema,
            """
            select l.key_id, l.key_text, l.state, l.fingerprint,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', l.origin) as origin,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', l.state_since)
                     as state_since,
                   l.content_type, l.result, l.fence,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', l.lease_until)
                     as lease_until,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', utc_timestamp(6))
                     as now
              from {schema}.semel_ledger_{table} as l
              join json_table(?, '$[*]' columns (key_id char(32) path '$.i')) as k
                on l.key_id = unhex(k.key_id)
             where l.scope = ?""");
    result =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set content_type = ?, result = ?
             where scope = ? and key_id = ?""");
    // By key: a search by the fence alone would lock every row of the scope on its way.
    settle =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table} as l
              join json_table(?, '$[*]' columns (key_id char(32) path '$.i')) as k
                on l.key_id = unhex(k.key_id)
               set l.state = 2, l.fence = null, l.state_since = utc_timestamp(6)
             where l.scope = ? and l.fence = ? and l.state = 1""");
  }

  @Override
  public Set<UUID> claim(
      Connection c, int slot, int scope, List<RowKey> keys, String token, int waitMillis)
      throws SQLException {
    String json = keys.stream().map(MariaDbBatch::json).collect(Collectors.joining(",", "[", "]"));
    String seconds = Integer.toString(Math.max(1, waitMillis / 1000));
    Jdbc.update(
        c,
        claim.of(slot).replace("{wait}", seconds),
        bind -> bind.integer(scope).number(number(token)).text(json).integer(scope));
    Set<UUID> claimed =
        new HashSet<>(
            Jdbc.all(
                c,
                mine.of(slot),
                bind -> bind.text(json).integer(scope).number(number(token)),
                row -> Uuids.of(row.getBytes("key_id"))));
    Jdbc.run(c, "savepoint semel_" + token);
    return claimed;
  }

  @Override
  public List<Row> read(Connection c, int slot, int scope, Collection<UUID> ids)
      throws SQLException {
    String json = json(ids);
    return Jdbc.all(c, read.of(slot), bind -> bind.text(json).integer(scope), MariaDbLedger::rowOf);
  }

  @Override
  public void results(
      Connection c, int slot, int scope, String contentType, Map<UUID, byte[]> results)
      throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(result.of(slot))) {
      for (Map.Entry<UUID, byte[]> entry : results.entrySet()) {
        new Bind(statement)
            .text(contentType)
            .bytes(entry.getValue())
            .integer(scope)
            .uuidBytes(entry.getKey());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  @Override
  public void seal(Connection c, int scope, String token, Map<Integer, Set<UUID>> claimed)
      throws SQLException {
    Jdbc.run(c, "release savepoint semel_" + token);
    for (Map.Entry<Integer, Set<UUID>> slot : claimed.entrySet()) {
      String json = json(slot.getValue());
      int settled =
          Jdbc.update(
              c,
              settle.of(slot.getKey()),
              bind -> bind.text(json).integer(scope).number(number(token)));
      if (settled != slot.getValue().size()) {
        throw new SQLException("claims of this transaction are gone", "3B001");
      }
    }
    c.commit();
  }

  private static String json(Collection<UUID> ids) {
    return ids.stream()
        .map(id -> "{\"i\":" + hex(id) + "}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static long number(String token) {
    return Long.parseUnsignedLong(token, 16) >>> 1 | 1;
  }

  private static String json(RowKey key) {
    Instant origin = key.origin();
    return "{\"i\":%s,\"t\":%s,\"f\":%s,\"o\":%s}"
        .formatted(
            hex(key.id()),
            quoted(key.text()),
            hex(key.fingerprint()),
            origin == null ? "null" : Long.toString(Micros.of(origin)));
  }

  private static String hex(@Nullable UUID id) {
    return id == null ? "null" : '"' + HexFormat.of().formatHex(Uuids.bytes(id)) + '"';
  }

  /** Ids are visible ASCII, so only two characters need care. */
  private static String quoted(@Nullable String text) {
    return text == null ? "null" : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
