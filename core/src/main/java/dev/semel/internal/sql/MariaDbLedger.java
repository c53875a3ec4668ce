// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The atomic door on MariaDB, and on MySQL by the same statements. Immutable.
 *
 * <p>InnoDB rolls a whole transaction back after a deadlock and commits it before DDL, both without
 * a word to whoever swallows the error. So the row is claimed first, a savepoint is set around the
 * effect, and the seal needs both to be there still.
 */
public final class MariaDbLedger implements LedgerSql {
  private final MariaDbOutbox outbox;
  private final PerSlot claimNow;
  private final PerSlot claimWaiting;
  private final PerSlot settle;
  private final PerSlot insertDone;
  private final PerSlot read;
  private final PerSlot readLatest;
  private final String window;

  MariaDbLedger(String schema, MariaDbOutbox outbox) {
    this.outbox = outbox;
    // Without waiting: an owner at work is an error 1205 at once. MySQL skips the comment and
    // waits.
    claimNow =
        new PerSlot(
            schema,
            """
            /*M! set statement innodb_lock_wait_timeout = 0 for */
            insert into {schema}.semel_ledger_{table}
                   (scope, key_id, key_text, state, fingerprint, origin, state_since)
            values (?, ?, ?, 1, ?,
                    timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000'),
                    utc_timestamp(6))""");
    claimWaiting =
        new PerSlot(
            schema,
            """
            insert into {schema}.semel_ledger_{table}
                   (scope, key_id, key_text, state, fingerprint, origin, state_since)
            values (?, ?, ?, ?, ?,
                    timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000'),
                    utc_timestamp(6))""");
    settle =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set state = 2, content_type = ?, result = ?, state_since = utc_timestamp(6)
             where scope = ? and key_id = ? and state = 1""");
    insertDone =
        new PerSlot(
            schema,
            """
            /*M! set statement innodb_lock_wait_timeout = {wait} for */
            insert into {schema}.semel_ledger_{table}
                   (scope, key_id, key_text, fingerprint, origin, content_type, result, state,
                    state_since)
            values (?, ?, ?, ?,
                    timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000'),
                    ?, ?, 2, utc_timestamp(6))""");
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
             where l.scope = ? and l.key_id = ?""");
    // A plain read would answer from the caller's snapshot, which may be older than the row.
    readLatest =
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
             where l.scope = ? and l.key_id = ?
              lock in share mode""");
    window =
        in(
            schema,
            """
            select timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', utc_timestamp(6))
                     as now,
                   timestampdiff(microsecond, timestamp'1970-01-01 00:00:00',
                     greatest(coalesce(s.memory_from, timestamp'1970-01-01 00:00:00'),
                       timestampadd(second, -s.horizon_seconds, utc_timestamp(6)))) as memory_from
              from {schema}.semel_scope as s
             where s.id = ?""");
  }

  @Override
  public Opening open(Connection c, RowKey key, String token) throws SQLException {
    Window memory = key.origin() == null ? null : window(c, key.scope());
    if (memory != null && !memory.holds(key.origin())) {
      return new Opening(false, read(c, key), memory);
    }
    try {
      Jdbc.update(
          c,
          claimNow.of(key.slot()),
          bind -> row(bind.integer(key.scope()).uuidBytes(key.id()).text(key.text()), key));
    } catch (SQLException e) {
      return switch (Fault.of(e)) {
        case DUPLICATE -> new Opening(false, readLatest(c, key), memory);
        case LOCKED -> new Opening(true, null, memory);
        default -> throw e;
      };
    }
    Jdbc.run(c, "savepoint semel_" + token);
    return new Opening(false, null, memory);
  }

  @Override
  public void seal(Connection c, RowKey key, Seal seal) throws SQLException {
    outbox.insert(c, seal.messages());
    settle(c, key, seal.token(), seal.result());
    c.commit();
  }

  @Override
  public void begin(Connection c, String token) throws SQLException {
    Jdbc.run(c, "savepoint semel_" + token);
  }

  @Override
  public void sealLast(Connection c, RowKey key, Seal seal) throws SQLException {
    outbox.insert(c, seal.messages());
    Jdbc.run(c, "release savepoint semel_" + seal.token());
    if (key.origin() != null && !window(c, key.scope()).holds(key.origin())) {
      throw new SQLException("the key is outside its window", "23502");
    }
    String seconds = Integer.toString(Math.max(1, seal.waitMillis() / 1000));
    Jdbc.update(
        c,
        insertDone.of(key.slot()).replace("{wait}", seconds),
        bind ->
            row(bind.integer(key.scope()).uuidBytes(key.id()).text(key.text()), key)
                .content(seal.result()));
    c.commit();
  }

  @Override
  public @Nullable Row read(Connection c, RowKey key) throws SQLException {
    return Jdbc.first(
        c,
        read.of(key.slot()),
        bind -> bind.integer(key.scope()).uuidBytes(key.id()),
        MariaDbLedger::rowOf);
  }

  @Override
  public Window window(Connection c, int scope) throws SQLException {
    return Jdbc.one(
        c,
        window,
        bind -> bind.integer(scope),
        row ->
            new Window(
                Micros.instant(row.getLong("now")), Micros.instant(row.getLong("memory_from"))));
  }

  @Override
  public boolean claim(Connection c, RowKey key, String token, boolean finished)
      throws SQLException {
    Jdbc.run(c, "savepoint semel_" + token);
    if (key.origin() != null && !window(c, key.scope()).holds(key.origin())) {
      return false;
    }
    try {
      return Jdbc.update(
              c,
              claimWaiting.of(key.slot()),
              bind ->
                  row(
                      bind.integer(key.scope())
                          .uuidBytes(key.id())
                          .text(key.text())
                          .integer(State.CLAIMED.code()),
                      key))
          == 1;
    } catch (SQLException e) {
      if (Fault.of(e) == Fault.DUPLICATE) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public @Nullable Row readRefused(Connection c, RowKey key, String token) throws SQLException {
    Row row = readLatest(c, key);
    Jdbc.run(c, "release savepoint semel_" + token);
    return row;
  }

  @Override
  public void settle(Connection c, RowKey key, String token, @Nullable Content result)
      throws SQLException {
    Jdbc.run(c, "release savepoint semel_" + token);
    int settled =
        Jdbc.update(
            c,
            settle.of(key.slot()),
            bind -> bind.content(result).integer(key.scope()).uuidBytes(key.id()));
    if (settled != 1) {
      throw new SQLException("the claim of this transaction is gone", "3B001");
    }
  }

  @Override
  public void undo(Connection c, String token) throws SQLException {
    try {
      Jdbc.run(c, "rollback to savepoint semel_" + token);
    } catch (SQLException e) {
      // A deadlock took the caller's transaction, savepoint and all. What the effect did after
      // that is in a new one, which the caller must not commit.
      c.rollback();
      throw e;
    }
    Jdbc.run(c, "release savepoint semel_" + token);
  }

  private @Nullable Row readLatest(Connection c, RowKey key) throws SQLException {
    return Jdbc.first(
        c,
        readLatest.of(key.slot()),
        bind -> bind.integer(key.scope()).uuidBytes(key.id()),
        MariaDbLedger::rowOf);
  }

  private static Bind row(Bind bind, RowKey key) throws SQLException {
    return bind.uuidBytes(key.fingerprint()).micros(key.origin());
  }

  static Row rowOf(ResultSet row) throws SQLException {
    byte[] fingerprint = row.getBytes("fingerprint");
    long origin = row.getLong("origin");
    Instant born = row.wasNull() ? null : Micros.instant(origin);
    long lease = row.getLong("lease_until");
    Instant leaseUntil = row.wasNull() ? null : Micros.instant(lease);
    byte[] result = row.getBytes("result");
    String type = row.getString("content_type");
    return new Row(
        Uuids.of(row.getBytes("key_id")),
        row.getString("key_text"),
        State.of(row.getInt("state")),
        fingerprint == null ? null : Uuids.of(fingerprint),
        born,
        Micros.instant(row.getLong("state_since")),
        result == null ? null : new Content(type, result),
        result == null && type != null,
        row.getLong("fence"),
        leaseUntil,
        Micros.instant(row.getLong("now")));
  }
}
