// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The atomic door on PostgreSQL. Immutable. */
public final class PostgreSqlLedger implements LedgerSql {
  private final PostgreSqlOutbox outbox;
  private final PerSlot open;
  private final PerSlot openBorn;
  private final PerSlot seal;
  private final PerSlot sealBorn;
  private final PerSlot sealLast;
  private final PerSlot sealLastBorn;
  private final PerSlot read;
  private final PerSlot readRefused;
  private final PerSlot claim;
  private final PerSlot claimBorn;
  private final PerSlot settle;
  private final String window;

  PostgreSqlLedger(String schema, PostgreSqlOutbox outbox) {
    this.outbox = outbox;
    // The lock and the read share a snapshot: a row committed a moment ago may be missing here.
    // So the read only saves work; the plain insert of the seal decides.
    open =
        new PerSlot(
            schema,
            """
            select pg_catalog.pg_try_advisory_xact_lock(?) as free,
                   pg_catalog.set_config('semel.tx', ?, true),
                   l.key_id, l.key_text, l.state, l.fingerprint, l.origin, l.state_since,
                   l.content_type, l.result, l.fence, l.lease_until,
                   pg_catalog.clock_timestamp() as now
              from (values (1)) as one
              left join {schema}.semel_ledger_{table} as l
                on l.slot = {slot} and l.scope = ? and l.key_id = ?""");
    openBorn =
        new PerSlot(
            schema,
            """
            select pg_catalog.pg_try_advisory_xact_lock(?) as free,
                   pg_catalog.set_config('semel.tx', ?, true),
                   l.key_id, l.key_text, l.state, l.fingerprint, l.origin, l.state_since,
                   l.content_type, l.result, l.fence, l.lease_until,
                   pg_catalog.clock_timestamp() as now,
                   greatest(s.memory_from, pg_catalog.clock_timestamp()
                     - pg_catalog.make_interval(secs => s.horizon_seconds)) as memory_from
              from {schema}.semel_scope as s
              left join {schema}.semel_ledger_{table} as l
                on l.slot = {slot} and l.scope = s.id and l.key_id = ?
             where s.id = ?""");
    // The insert may meet the row of a batch or of a caller's transaction that is still open, which
    // hold no advisory lock. A lock_timeout somebody set stays; without one, that wait is bounded.
    seal =
        new PerSlot(
            schema,
            """
            insert into {schema}.semel_ledger_{table}
                   (slot, scope, key_id, key_text, state, fingerprint, origin, content_type, result,
                    state_since)
            values ({slot}, ?, ?, ?, 2, ?, ?, ?, ?,
                    case when pg_catalog.current_setting('semel.tx', true) = ?
                          and case when pg_catalog.current_setting('lock_timeout') = '0'
                                   then pg_catalog.set_config('lock_timeout', ?, true)
                                   else '' end is not null
                         then pg_catalog.clock_timestamp() end);
            commit""");
    sealBorn =
        new PerSlot(
            schema,
            """
            insert into {schema}.semel_ledger_{table}
                   (slot, scope, key_id, key_text, state, fingerprint, origin, content_type, result,
                    state_since)
            select {slot}, k.scope, k.key_id, k.key_text, 2, k.fingerprint, k.origin,
                   k.content_type, k.result,
                   case when pg_catalog.current_setting('semel.tx', true) = ?
                         and case when pg_catalog.current_setting('lock_timeout') = '0'
                                  then pg_catalog.set_config('lock_timeout', ?, true)
                                  else '' end is not null
                         and k.origin >= (
                             select greatest(s.memory_from, pg_catalog.clock_timestamp()
                                      - pg_catalog.make_interval(secs => s.horizon_seconds))
                               from {schema}.semel_scope as s
                              where s.id = k.scope)
                        then pg_catalog.clock_timestamp() end
              from (values (?::int, ?::uuid, ?::text, ?::uuid, ?::timestamptz, ?::text, ?::bytea))
                   as k (scope, key_id, key_text, fingerprint, origin, content_type, result);
            commit""");
    sealLast =
        new PerSlot(
            schema,
            """
            insert into {schema}.semel_ledger_{table}
                   (slot, scope, key_id, key_text, state, fingerprint, origin, content_type, result,
                    state_since)
            values ({slot}, ?, ?, ?, 2, ?, ?, ?, ?,
                    case when case when pg_catalog.current_setting('lock_timeout') = '0'
                                   then pg_catalog.set_config('lock_timeout', ?, true)
                                   else '' end is not null
                         then pg_catalog.clock_timestamp() end);
            commit""");
    sealLastBorn =
        new PerSlot(
            schema,
            """
            insert into {schema}.semel_ledger_{table}
                   (slot, scope, key_id, key_text, state, fingerprint, origin, content_type, result,
                    state_since)
            select {slot}, k.scope, k.key_id, k.key_text, 2, k.fingerprint, k.origin,
                   k.content_type, k.result,
                   case when case when pg_catalog.current_setting('lock_timeout') = '0'
                                  then pg_catalog.set_config('lock_timeout', ?, true)
                                  else '' end is not null
                         and k.origin <= pg_catalog.clock_timestamp() + interval '1 day'
                         and k.origin >= (
                             select greatest(s.memory_from, pg_catalog.clock_timestamp()
                                      - pg_catalog.make_interval(secs => s.horizon_seconds))
                               from {schema}.semel_scope as s
                              where s.id = k.scope)
                        then pg_catalog.clock_timestamp() end
              from (values (?::int, ?::uuid, ?::text, ?::uuid, ?::timestamptz, ?::text, ?::bytea))
                   as k (scope, key_id, key_text, fingerprint, origin, content_type, result);
            commit""");
    read =
        new PerSlot(
            schema,
            """
            select l.key_id, l.key_text, l.state, l.fingerprint, l.origin, l.state_since,
                   l.content_type, l.result, l.fence, l.lease_until,
                   pg_catalog.clock_timestamp() as now
              from {schema}.semel_ledger_{table} as l
             where l.slot = {slot} and l.scope = ? and l.key_id = ?""");
    readRefused =
        new PerSlot(
            schema,
            """
            select l.key_id, l.key_text, l.state, l.fingerprint, l.origin, l.state_since,
                   l.content_type, l.result, l.fence, l.lease_until,
                   pg_catalog.clock_timestamp() as now
              from {schema}.semel_ledger_{table} as l
             where l.slot = {slot} and l.scope = ? and l.key_id = ?;
            release savepoint semel_effect""");
    claim =
        new PerSlot(
            schema,
            """
            savepoint semel_effect;
            insert into {schema}.semel_ledger_{table}
                   (slot, scope, key_id, key_text, state, fingerprint, origin, state_since)
            values ({slot}, ?, ?, ?, ?, ?, ?, pg_catalog.clock_timestamp())
                on conflict do nothing""");
    claimBorn =
        new PerSlot(
            schema,
            """
            savepoint semel_effect;
            insert into {schema}.semel_ledger_{table}
                   (slot, scope, key_id, key_text, state, fingerprint, origin, state_since)
            select {slot}, k.scope, k.key_id, k.key_text, k.state, k.fingerprint, k.origin,
                   pg_catalog.clock_timestamp()
              from (values (?::int, ?::uuid, ?::text, ?::smallint, ?::uuid, ?::timestamptz))
                   as k (scope, key_id, key_text, state, fingerprint, origin)
             where k.origin <= pg_catalog.clock_timestamp() + interval '1 day'
               and k.origin >= (
                   select greatest(s.memory_from, pg_catalog.clock_timestamp()
                            - pg_catalog.make_interval(secs => s.horizon_seconds))
                     from {schema}.semel_scope as s
                    where s.id = k.scope)
                on conflict do nothing""");
    settle =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set state = 2, content_type = ?, result = ?,
                   state_since = pg_catalog.clock_timestamp()
             where slot = {slot} and scope = ? and key_id = ? and state = 1;
            release savepoint semel_effect""");
    window =
        in(
            schema,
            """
            select pg_catalog.clock_timestamp() as now,
                   greatest(s.memory_from, pg_catalog.clock_timestamp()
                     - pg_catalog.make_interval(secs => s.horizon_seconds)) as memory_from
              from {schema}.semel_scope as s
             where s.id = ?""");
  }

  @Override
  public Opening open(Connection c, RowKey key, String token) throws SQLException {
    if (key.origin() == null) {
      return Jdbc.one(
          c,
          open.of(key.slot()),
          bind -> bind.number(key.lockName()).text(token).integer(key.scope()).uuid(key.id()),
          row -> new Opening(!row.getBoolean("free"), rowOrNull(row), null));
    }
    return Jdbc.one(
        c,
        openBorn.of(key.slot()),
        bind -> bind.number(key.lockName()).text(token).uuid(key.id()).integer(key.scope()),
        row -> new Opening(!row.getBoolean("free"), rowOrNull(row), windowOf(row)));
  }

  @Override
  public void seal(Connection c, RowKey key, Seal seal) throws SQLException {
    String wait = seal.waitMillis() + "ms";
    if (key.origin() == null) {
      commit(
          c,
          this.seal.of(key.slot()),
          seal,
          bind -> row(bind, key).content(seal.result()).text(seal.token()).text(wait));
    } else {
      commit(
          c,
          sealBorn.of(key.slot()),
          seal,
          bind -> row(bind.text(seal.token()).text(wait), key).content(seal.result()));
    }
  }

  /**
   * Nothing: the transaction begins with the effect's first statement, which saves a round trip.
   */
  @Override
  public void begin(Connection c, String token) {}

  @Override
  public void sealLast(Connection c, RowKey key, Seal seal) throws SQLException {
    String wait = seal.waitMillis() + "ms";
    if (key.origin() == null) {
      commit(
          c,
          sealLast.of(key.slot()),
          seal,
          bind -> row(bind, key).content(seal.result()).text(wait));
    } else {
      commit(
          c,
          sealLastBorn.of(key.slot()),
          seal,
          bind -> row(bind.text(wait), key).content(seal.result()));
    }
  }

  /** One message travels with the seal; for more a JDBC batch is the better vehicle. */
  private void commit(Connection c, String sql, Seal seal, Bind.Filling filling)
      throws SQLException {
    if (seal.messages().size() != 1) {
      outbox.insert(c, seal.messages());
      commit(c, sql, filling);
      return;
    }
    NewMessage message = seal.messages().get(0);
    commit(
        c,
        outbox.insert(message) + ";\n" + sql,
        bind -> filling.fill(PostgreSqlOutbox.fill(bind, message)));
  }

  @Override
  public @Nullable Row read(Connection c, RowKey key) throws SQLException {
    return Jdbc.first(
        c,
        read.of(key.slot()),
        bind -> bind.integer(key.scope()).uuid(key.id()),
        PostgreSqlLedger::rowOf);
  }

  @Override
  public Window window(Connection c, int scope) throws SQLException {
    return Jdbc.one(c, window, bind -> bind.integer(scope), PostgreSqlLedger::windowOf);
  }

  @Override
  public boolean claim(Connection c, RowKey key, String token, boolean finished)
      throws SQLException {
    PerSlot statement = key.origin() == null ? claim : claimBorn;
    State state = finished ? State.DONE : State.CLAIMED;
    return second(
            c,
            statement.of(key.slot()),
            bind ->
                bind.integer(key.scope())
                    .uuid(key.id())
                    .text(key.text())
                    .integer(state.code())
                    .uuid(key.fingerprint())
                    .instant(key.origin()))
        == 1;
  }

  @Override
  public @Nullable Row readRefused(Connection c, RowKey key, String token) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(readRefused.of(key.slot()))) {
      new Bind(statement).integer(key.scope()).uuid(key.id());
      statement.execute();
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? rowOf(rows) : null;
      }
    }
  }

  @Override
  public void settle(Connection c, RowKey key, String token, @Nullable Content result)
      throws SQLException {
    if (result == null) {
      Jdbc.run(c, "release savepoint semel_effect");
      return;
    }
    int settled =
        Jdbc.update(
            c,
            settle.of(key.slot()),
            bind -> bind.content(result).integer(key.scope()).uuid(key.id()));
    if (settled != 1) {
      throw new SQLException("the claim of this transaction is gone", "3B001");
    }
  }

  @Override
  public void undo(Connection c, String token) throws SQLException {
    Jdbc.run(c, "rollback to savepoint semel_effect; release savepoint semel_effect");
  }

  /**
   * Runs a seal with its commit in one round trip. A warning at this point is the server saying
   * that a commit was not replicated as it should have been; that is not an acknowledgement.
   */
  static void commit(Connection c, String sql, Bind.Filling filling) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      filling.fill(new Bind(statement));
      statement.execute();
      SQLWarning warning = statement.getWarnings();
      if (warning == null) {
        warning = c.getWarnings();
      }
      if (warning != null) {
        throw new UnconfirmedCommit(warning);
      }
    }
  }

  /** Runs two statements in one round trip and answers how many rows the second one changed. */
  private static int second(Connection c, String sql, Bind.Filling filling) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      filling.fill(new Bind(statement));
      statement.execute();
      statement.getMoreResults();
      return statement.getUpdateCount();
    }
  }

  private static Bind row(Bind bind, RowKey key) throws SQLException {
    return bind.integer(key.scope())
        .uuid(key.id())
        .text(key.text())
        .uuid(key.fingerprint())
        .instant(key.origin());
  }

  private static @Nullable Row rowOrNull(ResultSet row) throws SQLException {
    return row.getObject("key_id") == null ? null : rowOf(row);
  }

  static Row rowOf(ResultSet row) throws SQLException {
    byte[] result = row.getBytes("result");
    String type = row.getString("content_type");
    return new Row(
        row.getObject("key_id", UUID.class),
        row.getString("key_text"),
        State.of(row.getInt("state")),
        row.getObject("fingerprint", UUID.class),
        instant(row, "origin"),
        row.getObject("state_since", OffsetDateTime.class).toInstant(),
        result == null ? null : new Content(type, result),
        result == null && type != null,
        row.getLong("fence"),
        instant(row, "lease_until"),
        row.getObject("now", OffsetDateTime.class).toInstant());
  }

  static Window windowOf(ResultSet row) throws SQLException {
    return new Window(
        row.getObject("now", OffsetDateTime.class).toInstant(),
        row.getObject("memory_from", OffsetDateTime.class).toInstant());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
