// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scopes on H2. Immutable. */
public final class H2Scopes implements ScopeSql {
  private final String all;
  private final String find;
  private final String add;
  private final String changeHorizon;
  private final String changeResults;
  private final String quarantine;

  H2Scopes(String schema) {
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
            merge into {schema}.semel_scope as s
            using (values (cast(? as varchar(100)), cast(? as boolean), cast(? as bigint),
                           cast(? as bigint)))
               as n (name, timed, horizon_seconds, results_seconds)
               on s.name = n.name
             when not matched then insert
                  (name, timed, horizon_seconds, results_seconds)
                  values (n.name, n.timed, n.horizon_seconds, n.results_seconds)""");
    changeHorizon =
        in(
            schema,
            """
            update {schema}.semel_scope
               set memory_from = case when horizon_seconds < ?
                     then greatest(
                            coalesce(memory_from, timestamp with time zone '1970-01-01 00:00:00Z'),
                            dateadd(second, -horizon_seconds, current_timestamp))
                     else memory_from end,
                   horizon_seconds = ?
             where id = ?""");
    changeResults = in(schema, "update {schema}.semel_scope set results_seconds = ? where id = ?");
    quarantine =
        in(
            schema,
            """
            merge into {schema}.semel_quarantine as q
            using (values (cast(? as integer), cast(? as uuid), cast(? as varchar(255)),
                           cast(? as uuid), cast(? as timestamp(6) with time zone)))
               as n (scope, key_id, key_text, fingerprint, origin)
               on q.scope = n.scope and q.key_id = n.key_id
             when matched then update
              set deliveries = q.deliveries + 1, last_at = current_timestamp
             when not matched then
                  insert (scope, key_id, key_text, fingerprint, origin, deliveries, first_at, last_at)
                  values (n.scope, n.key_id, n.key_text, n.fingerprint, n.origin, 1,
                          current_timestamp, current_timestamp)""");
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
    try {
      Jdbc.update(
          c,
          add,
          bind -> bind.text(name).flag(timed).number(horizonSeconds).object(resultsSeconds));
    } catch (SQLException e) {
      // Somebody else adds it at this moment; unlike a merge elsewhere, this one does not wait.
      if (Fault.of(e) != Fault.DUPLICATE) {
        throw e;
      }
    }
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
