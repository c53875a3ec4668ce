// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scopes on MariaDB and MySQL. Immutable. */
public final class MariaDbScopes implements ScopeSql {
  private final String all;
  private final String find;
  private final String add;
  private final String changeHorizon;
  private final String changeResults;
  private final String quarantine;

  MariaDbScopes(String schema) {
    all =
        in(
            schema,
            "select id, name, timed, horizon_seconds, results_seconds from {schema}.semel_scope");
    find =
        in(
            schema,
            """
            select id, name, timed, horizon_seconds, results_seconds
              from {schema}.semel_scope
             where name = ?
              lock in share mode""");
    add =
        in(
            schema,
            """
            insert into {schema}.semel_scope (name, timed, horizon_seconds, results_seconds)
            values (?, ?, ?, ?)
                on duplicate key update name = name""");
    // MariaDB assigns from left to right: memory_from must see the old horizon.
    changeHorizon =
        in(
            schema,
            """
            update {schema}.semel_scope
               set memory_from = case when horizon_seconds < ?
                     then greatest(coalesce(memory_from, timestamp'1970-01-01 00:00:00'),
                            timestampadd(second, -horizon_seconds, utc_timestamp(6)))
                     else memory_from end,
                   horizon_seconds = ?
             where id = ?""");
    changeResults = in(schema, "update {schema}.semel_scope set results_seconds = ? where id = ?");
    quarantine =
        in(
            schema,
            """
            insert into {schema}.semel_quarantine
                   (scope, key_id, key_text, fingerprint, origin, deliveries, first_at, last_at)
            values (?, ?, ?, ?,
                    timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000'),
                    1, utc_timestamp(6), utc_timestamp(6))
                on duplicate key update deliveries = deliveries + 1, last_at = utc_timestamp(6)""");
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
                .uuidBytes(key.id())
                .text(id)
                .uuidBytes(key.fingerprint())
                .micros(key.origin()));
  }
}
