// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Batches on PostgreSQL. Immutable. */
public final class PostgreSqlBatch implements BatchSql {
  private static final String SEAL =
      """
      select 1 / (coalesce(pg_catalog.current_setting('semel.tx', true), '') = ?)::int;
      commit""";

  private final PerSlot claim;
  private final PerSlot read;
  private final PerSlot results;

  PostgreSqlBatch(String schema) {
    // A lock_timeout somebody set stays; without one, the wait for a concurrent owner is bounded.
    claim =
        new PerSlot(
            schema,
            """
            insert into {schema}.semel_ledger_{table}
                   (slot, scope, key_id, key_text, state, fingerprint, origin, state_since)
            select {slot}, ?, k.key_id, k.key_text, 2, k.fingerprint, k.origin,
                   pg_catalog.clock_timestamp()
              from (select pg_catalog.set_config('semel.tx', ?, true) as token,
                           case when pg_catalog.current_setting('lock_timeout') = '0'
                                then pg_catalog.set_config('lock_timeout', ?, true)
                                else '' end as patience) as t,
                   unnest(?::uuid[], ?::text[], ?::uuid[], ?::timestamptz[])
                   as k (key_id, key_text, fingerprint, origin)
             where t.token is not null
               and t.patience is not null
               and (k.origin is null
                    or k.origin <= pg_catalog.clock_timestamp() + interval '1 day'
                   and k.origin >= (
                       select greatest(s.memory_from, pg_catalog.clock_timestamp()
                                - pg_catalog.make_interval(secs => s.horizon_seconds))
                         from {schema}.semel_scope as s
                        where s.id = ?))
                on conflict do nothing
            returning key_id""");
    read =
        new PerSlot(
            schema,
            """
            select l.key_id, l.key_text, l.state, l.fingerprint, l.origin, l.state_since,
                   l.content_type, l.result, l.fence, l.lease_until,
                   pg_catalog.clock_timestamp() as now
              from {schema}.semel_ledger_{table} as l
             where l.slot = {slot} and l.scope = ? and l.key_id = any (?::uuid[])""");
    results =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table} as l
               set content_type = ?, result = r.result
              from unnest(?::uuid[], ?::bytea[]) as r (key_id, result)
             where l.slot = {slot} and l.scope = ? and l.key_id = r.key_id""");
  }

  @Override
  public Set<UUID> claim(
      Connection c, int slot, int scope, List<RowKey> keys, String token, int waitMillis)
      throws SQLException {
    return new HashSet<>(
        Jdbc.all(
            c,
            claim.of(slot),
            bind ->
                bind.integer(scope)
                    .text(token)
                    .text(waitMillis + "ms")
                    .array("uuid", keys.stream().map(RowKey::id).toArray())
                    .array("text", keys.stream().map(RowKey::text).toArray())
                    .array("uuid", keys.stream().map(RowKey::fingerprint).toArray())
                    .array("timestamptz", keys.stream().map(PostgreSqlBatch::origin).toArray())
                    .integer(scope),
            row -> row.getObject("key_id", UUID.class)));
  }

  @Override
  public List<Row> read(Connection c, int slot, int scope, Collection<UUID> ids)
      throws SQLException {
    return Jdbc.all(
        c,
        read.of(slot),
        bind -> bind.integer(scope).array("uuid", ids.toArray()),
        PostgreSqlLedger::rowOf);
  }

  @Override
  public void results(
      Connection c, int slot, int scope, String contentType, Map<UUID, byte[]> results)
      throws SQLException {
    Jdbc.run(
        c,
        this.results.of(slot),
        bind ->
            bind.text(contentType)
                .array("uuid", results.keySet().toArray())
                .array("bytea", results.values().toArray(byte[][]::new))
                .integer(scope));
  }

  @Override
  public void seal(Connection c, int scope, String token, Map<Integer, Set<UUID>> claimed)
      throws SQLException {
    PostgreSqlLedger.commit(c, SEAL, bind -> bind.text(token));
  }

  private static @Nullable Object origin(RowKey key) {
    Instant origin = key.origin();
    return origin == null ? null : origin.atOffset(ZoneOffset.UTC);
  }
}
