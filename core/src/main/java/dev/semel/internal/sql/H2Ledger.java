// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The atomic door on H2. Immutable.
 *
 * <p>H2 forgets a savepoint it does not know without a word. So the claimed row carries the number
 * of its transaction, and the seal needs it to be the same still. An owner at work is seen as a
 * lock that cannot be had within a millisecond.
 */
public final class H2Ledger implements LedgerSql {
  private final H2Outbox outbox;
  private final String claim;
  private final String mark;
  private final String settle;
  private final String insertDone;
  private final String read;
  private final String window;

  H2Ledger(String schema, H2Outbox outbox) {
    this.outbox = outbox;
    claim =
        in(
            schema,
            """
            insert into {schema}.semel_ledger
                   (slot, scope, key_id, key_text, state, fingerprint, origin, state_since)
            values (?, ?, ?, ?, 1, ?, ?, current_timestamp)""");
    mark =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set claimed_in = transaction_id()
             where slot = ? and scope = ? and key_id = ?""");
    settle =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set state = 2, content_type = ?, result = ?, claimed_in = null,
                   state_since = current_timestamp
             where slot = ? and scope = ? and key_id = ? and state = 1
               and claimed_in = transaction_id()""");
    insertDone =
        in(
            schema,
            """
            insert into {schema}.semel_ledger
                   (slot, scope, key_id, key_text, fingerprint, origin, content_type, result, state,
                    state_since)
            values (?, ?, ?, ?, ?, ?, ?, ?, 2, current_timestamp)""");
    read =
        in(
            schema,
            """
            select l.key_id, l.key_text, l.state, l.fingerprint, l.origin, l.state_since,
                   l.content_type, l.result, l.fence, l.lease_until,
                   current_timestamp as now
              from {schema}.semel_ledger as l
             where l.slot = ? and l.scope = ? and l.key_id = ?""");
    window =
        in(
            schema,
            """
            select current_timestamp as now,
                   greatest(
                     coalesce(s.memory_from, timestamp with time zone '1970-01-01 00:00:00Z'),
                     dateadd(second, -s.horizon_seconds, current_timestamp)) as memory_from
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
      H2Patience.none(c, () -> claimRow(c, key));
    } catch (SQLException e) {
      return switch (Fault.of(e)) {
        case DUPLICATE -> found(c, key, memory);
        case LOCKED, TRY_AGAIN -> new Opening(true, null, memory);
        default -> throw e;
      };
    }
    return new Opening(false, null, memory);
  }

  /** H2 also calls a row that is not committed yet a duplicate; it cannot be read then. */
  private Opening found(Connection c, RowKey key, @Nullable Window memory) throws SQLException {
    Row row = read(c, key);
    return new Opening(row == null, row, memory);
  }

  @Override
  public void seal(Connection c, RowKey key, Seal seal) throws SQLException {
    outbox.insert(c, seal.messages());
    settle(c, key, seal.token(), seal.result());
    c.commit();
  }

  @Override
  public void begin(Connection c, String token) {}

  @Override
  public void sealLast(Connection c, RowKey key, Seal seal) throws SQLException {
    outbox.insert(c, seal.messages());
    if (key.origin() != null && !window(c, key.scope()).holds(key.origin())) {
      throw new SQLException("the key is outside its window", "23502");
    }
    H2Patience.of(
        c,
        seal.waitMillis(),
        () -> Jdbc.update(c, insertDone, bind -> row(bind, key).content(seal.result())));
    c.commit();
  }

  @Override
  public @Nullable Row read(Connection c, RowKey key) throws SQLException {
    return Jdbc.first(c, read, bind -> name(bind, key), H2Ledger::rowOf);
  }

  @Override
  public Window window(Connection c, int scope) throws SQLException {
    return Jdbc.one(
        c,
        window,
        bind -> bind.integer(scope),
        row ->
            new Window(
                row.getObject("now", OffsetDateTime.class).toInstant(),
                row.getObject("memory_from", OffsetDateTime.class).toInstant()));
  }

  @Override
  public boolean claim(Connection c, RowKey key, String token, boolean finished)
      throws SQLException {
    Jdbc.run(c, "savepoint semel_" + token);
    if (key.origin() != null && !window(c, key.scope()).holds(key.origin())) {
      return false;
    }
    try {
      claimRow(c, key);
      return true;
    } catch (SQLException e) {
      if (Fault.of(e) == Fault.DUPLICATE) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public @Nullable Row readRefused(Connection c, RowKey key, String token) throws SQLException {
    return read(c, key);
  }

  @Override
  public void settle(Connection c, RowKey key, String token, @Nullable Content result)
      throws SQLException {
    int settled = Jdbc.update(c, settle, bind -> name(bind.content(result), key));
    if (settled != 1) {
      throw new SQLException("the claim of this transaction is gone", "3B001");
    }
  }

  @Override
  public void undo(Connection c, String token) throws SQLException {
    Jdbc.run(c, "rollback to savepoint semel_" + token);
  }

  private void claimRow(Connection c, RowKey key) throws SQLException {
    Jdbc.update(c, claim, bind -> row(bind, key));
    Jdbc.update(c, mark, bind -> name(bind, key));
  }

  private static Bind name(Bind bind, RowKey key) throws SQLException {
    return bind.integer(key.slot()).integer(key.scope()).uuid(key.id());
  }

  private static Bind row(Bind bind, RowKey key) throws SQLException {
    return name(bind, key).text(key.text()).uuid(key.fingerprint()).instant(key.origin());
  }

  static Row rowOf(ResultSet row) throws SQLException {
    OffsetDateTime origin = row.getObject("origin", OffsetDateTime.class);
    OffsetDateTime lease = row.getObject("lease_until", OffsetDateTime.class);
    byte[] result = row.getBytes("result");
    String type = row.getString("content_type");
    return new Row(
        row.getObject("key_id", UUID.class),
        row.getString("key_text"),
        State.of(row.getInt("state")),
        row.getObject("fingerprint", UUID.class),
        origin == null ? null : origin.toInstant(),
        row.getObject("state_since", OffsetDateTime.class).toInstant(),
        result == null ? null : new Content(type, result),
        result == null && type != null,
        row.getLong("fence"),
        lease == null ? null : lease.toInstant(),
        row.getObject("now", OffsetDateTime.class).toInstant());
  }
}
