// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scopes on PostgreSQL. Immutable. */
public final class PostgreSqlScopes implements ScopeSql {
  private final String all;
  private final String find;
  private final String add;
  private final String changeHorizon;
  private final String changeResults;
  private final String quarantine;

  PostgreSqlScopes(String schema) {
    all =
        in(
            schema,
            "select id, name, timed, horizon_seconds, results_seconds from {schema}.semel_scope");
    find =
        in(
            schema,
            "select id, name, timed, horizon_seconds, results_seconds from {schema}.semel_scope where name = ?");
    add =
        in(
            schema,
            """
            insert into {schema}.semel_scope (name, timed, horizon_seconds, results_seconds)
            values (?, ?, ?, ?)
                on conflict do nothing""");
    changeHorizon =
        in(
            schema,
            """
            update {schema}.semel_scope
               set memory_from = case when horizon_seconds < ?
                     then greatest(memory_from, pg_catalog.clock_timestamp()
                            - pg_catalog.make_interval(secs => horizon_seconds))
                     else memory_from end,
                   horizon_seconds = ?
             where id = ?""");
    changeResults = in(schema, "update {schema}.semel_scope set results_seconds = ? where id = ?");
    quarantine =
        in(
            schema,
            """
            insert into {schema}.semel_quarantine as q
                   (scope, key_id, key_text, fingerprint, origin, deliveries, first_at, last_at)
            values (?, ?, ?, ?, ?, 1, pg_catalog.clock_timestamp(), pg_catalog.clock_timestamp())
                on conflict (scope, key_id) do update
               set deliveries = q.deliveries + 1, last_at = excluded.last_at""");
  }

  @Override
  public List<ScopeRow> all(Connection c) throws SQLException {
    return Jdbc.all(c, all, bind -> {}, ScopeRow::of);
  }

  @Override
  public @Nullable ScopeRow find(Connection c, String name) throws SQLException {
    return Jdbc.first(c, find, bind -> bind.text(name), ScopeRow::of);
  }

  @Override
  public void add(
      Connection c, String name, boolean timed, long horizonSeconds, @Nullable Long resultsSeconds)
      throws SQLException {
    Jdbc.update(
        c, add, bind -> bind.text(name).flag(timed).number(horizonSeconds).object(resultsSeconds));
  }

  @Override
  public void changeHorizon(Connection c, int id, long horizonSeconds) throws SQLException {
    Jdbc.update(
        c, changeHorizon, bind -> bind.number(horizonSeconds).number(horizonSeconds).integer(id));
  }

  @Override
  public void changeResults(Connection c, int id, @Nullable Long resultsSeconds)
      throws SQLException {
    Jdbc.update(c, changeResults, bind -> bind.object(resultsSeconds).integer(id));
  }

  @Override
  public void quarantine(Connection c, RowKey key, String id) throws SQLException {
    Jdbc.update(
        c,
        quarantine,
        bind ->
            bind.integer(key.scope())
                .uuid(key.id())
                .text(id)
                .uuid(key.fingerprint())
                .instant(key.origin()));
  }
}
