// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Claims on PostgreSQL. Immutable. */
public final class PostgreSqlClaims implements ClaimSql {
  private final PerSlot open;
  private final PerSlot openBorn;
  private final PerSlot take;
  private final PerSlot takeOver;
  private final PerSlot resolve;
  private final PerSlot settle;
  private final PerSlot leaveUnknown;
  private final PerSlot extend;
  private final PerSlot release;

  PostgreSqlClaims(String schema) {
    // Two statements, so that the read has a snapshot from after the lock: what an owner before
    // has committed is seen. Nobody is there to find out at the seal, the work is somebody else's.
    open =
        new PerSlot(
            schema,
            """
            select pg_catalog.pg_try_advisory_xact_lock(?) as free,
                   pg_catalog.set_config('semel.tx', ?, true);
            select l.key_id, l.key_text, l.state, l.fingerprint, l.origin, l.state_since,
                   l.content_type, l.result, l.fence, l.lease_until,
                   pg_catalog.clock_timestamp() as now
              from {schema}.semel_ledger_{table} as l
             where l.slot = {slot} and l.scope = ? and l.key_id = ?""");
    openBorn =
        new PerSlot(
            schema,
            """
            select pg_catalog.pg_try_advisory_xact_lock(?) as free,
                   pg_catalog.set_config('semel.tx', ?, true),
                   pg_catalog.clock_timestamp() as now,
                   greatest(s.memory_from, pg_catalog.clock_timestamp()
                     - pg_catalog.make_interval(secs => s.horizon_seconds)) as memory_from
              from {schema}.semel_scope as s
             where s.id = ?;
            select l.key_id, l.key_text, l.state, l.fingerprint, l.origin, l.state_since,
                   l.content_type, l.result, l.fence, l.lease_until,
                   pg_catalog.clock_timestamp() as now
              from {schema}.semel_ledger_{table} as l
             where l.slot = {slot} and l.scope = ? and l.key_id = ?""");
    // The row of a batch or of a caller's transaction that is still open is under no advisory lock.
    take =
        new PerSlot(
            schema,
            """
            set local lock_timeout = '20ms';
            insert into {schema}.semel_ledger_{table}
                   (slot, scope, key_id, key_text, state, fingerprint, origin, fence, lease_until,
                    state_since)
            values ({slot}, ?, ?, ?, 1, ?, ?,
                    (extract(epoch from pg_catalog.clock_timestamp()) * 1000000)::bigint,
                    pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?),
                    pg_catalog.clock_timestamp())
            returning fence""");
    takeOver =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set state = 1, fence = coalesce(fence, 0) + 1,
                   lease_until =
                     pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?),
                   content_type = null, result = null,
                   state_since = pg_catalog.clock_timestamp()
             where slot = {slot} and scope = ? and key_id = ? and coalesce(fence, 0) = ?
               and (state = 3
                 or state = 1
                    and (lease_until is null or lease_until <= pg_catalog.clock_timestamp()))""");
    resolve =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set state = 2, fence = coalesce(fence, 0) + 1, lease_until = null,
                   content_type = ?, result = ?, state_since = pg_catalog.clock_timestamp()
             where slot = {slot} and scope = ? and key_id = ? and coalesce(fence, 0) = ?
               and (state = 3
                 or state = 1
                    and (lease_until is null or lease_until <= pg_catalog.clock_timestamp()))""");
    settle =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set state = 2, lease_until = null, content_type = ?, result = ?,
                   state_since = pg_catalog.clock_timestamp()
             where slot = {slot} and scope = ? and key_id = ? and fence = ? and state = 1""");
    leaveUnknown =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set state = 3, lease_until = null, content_type = ?, result = ?,
                   state_since = pg_catalog.clock_timestamp()
             where slot = {slot} and scope = ? and key_id = ? and fence = ? and state = 1""");
    extend =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set lease_until =
                     pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ?)
             where slot = {slot} and scope = ? and key_id = ? and fence = ? and state = 1""");
    release =
        new PerSlot(
            schema,
            """
            delete from {schema}.semel_ledger_{table}
             where slot = {slot} and scope = ? and key_id = ? and fence = ? and state = 1""");
  }

  @Override
  public Opening open(Connection c, RowKey key, String token) throws SQLException {
    boolean born = key.origin() != null;
    try (PreparedStatement statement =
        c.prepareStatement((born ? openBorn : open).of(key.slot()))) {
      Bind bind = new Bind(statement).number(key.lockName()).text(token);
      name(born ? bind.integer(key.scope()) : bind, key);
      statement.execute();
      boolean held;
      Window window;
      try (ResultSet first = statement.getResultSet()) {
        if (!first.next()) {
          throw new SQLException("no row where there is always one");
        }
        held = !first.getBoolean("free");
        window = born ? PostgreSqlLedger.windowOf(first) : null;
        // The next result closes this one.
        statement.getMoreResults();
      }
      try (ResultSet second = statement.getResultSet()) {
        return new Opening(held, second.next() ? PostgreSqlLedger.rowOf(second) : null, window);
      }
    }
  }

  @Override
  public long take(Connection c, RowKey key, Duration lease) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(take.of(key.slot()))) {
      name(new Bind(statement), key)
          .text(key.text())
          .uuid(key.fingerprint())
          .instant(key.origin())
          .seconds(lease);
      statement.execute();
      statement.getMoreResults();
      try (ResultSet row = statement.getResultSet()) {
        if (!row.next()) {
          throw new SQLException("no row where there is always one");
        }
        return row.getLong(1);
      }
    }
  }

  @Override
  public boolean takeOver(Connection c, RowKey key, long fence, Duration lease)
      throws SQLException {
    return one(c, takeOver, key, bind -> name(bind.seconds(lease), key).number(fence));
  }

  @Override
  public boolean resolve(Connection c, RowKey key, long fence, @Nullable Content result)
      throws SQLException {
    return one(c, resolve, key, bind -> name(bind.content(result), key).number(fence));
  }

  @Override
  public boolean settle(Connection c, RowKey key, long fence, @Nullable Content result)
      throws SQLException {
    return one(c, settle, key, bind -> name(bind.content(result), key).number(fence));
  }

  @Override
  public boolean leaveUnknown(Connection c, RowKey key, long fence, Content why)
      throws SQLException {
    return one(c, leaveUnknown, key, bind -> name(bind.content(why), key).number(fence));
  }

  @Override
  public boolean extend(Connection c, RowKey key, long fence, Duration lease) throws SQLException {
    return one(c, extend, key, bind -> name(bind.seconds(lease), key).number(fence));
  }

  @Override
  public boolean release(Connection c, RowKey key, long fence) throws SQLException {
    return one(c, release, key, bind -> name(bind, key).number(fence));
  }

  @Override
  public void commit(Connection c) throws SQLException {
    c.clearWarnings();
    PostgreSqlLedger.commit(c, "commit", bind -> {});
  }

  private static boolean one(Connection c, PerSlot statement, RowKey key, Bind.Filling filling)
      throws SQLException {
    return Jdbc.update(c, statement.of(key.slot()), filling) == 1;
  }

  private static Bind name(Bind bind, RowKey key) throws SQLException {
    return bind.integer(key.scope()).uuid(key.id());
  }
}
