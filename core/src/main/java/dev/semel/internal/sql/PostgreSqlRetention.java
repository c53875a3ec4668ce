// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** The sweep on PostgreSQL. Immutable. */
public final class PostgreSqlRetention implements RetentionSql {
  // Twice, since each row is in one of two indexes.
  private static final String DELETE_SETTLED =
      """
      delete from {schema}.semel_ledger_64
       where ctid = any (array(
             select l.ctid
               from {schema}.semel_ledger_64 as l
              where l.scope = ? and l.state = 2 and l.result is %s
                and l.state_since < (
                    select pg_catalog.clock_timestamp()
                           - pg_catalog.make_interval(secs => s.horizon_seconds)
                      from {schema}.semel_scope as s
                     where s.id = ?)
              order by l.state_since
              limit ?
                for update skip locked))""";

  private final String slots;
  private final PerSlot anyBornBefore;
  private final String forgetBefore;
  private final PerSlot lock;
  private final PerSlot anyUnfinished;
  private final PerSlot truncate;
  private final PerSlot deleteBornBefore;
  private final String deleteSettled;
  private final String deleteResults;
  private final PerSlot dropResults;
  private final String swept;

  PostgreSqlRetention(String schema) {
    slots = in(schema, "select slot, swept_day from {schema}.semel_slot");
    anyBornBefore =
        new PerSlot(
            schema, "select 1 from {schema}.semel_ledger_{table} as l where l.origin < ? limit 1");
    forgetBefore =
        in(
            schema,
            """
            update {schema}.semel_scope
               set memory_from = ?
             where timed and (memory_from is null or memory_from < ?)""");
    lock =
        new PerSlot(
            schema,
            """
            set local lock_timeout = '100ms';
            lock table {schema}.semel_ledger_{table} in access exclusive mode""");
    // In the order of the index of unfinished rows, which is empty: a slot without statistics would
    // be read from end to end otherwise, under the lock, and its hint bits written to the log.
    anyUnfinished =
        new PerSlot(
            schema,
            """
            select 1
              from {schema}.semel_ledger_{table} as l
             where l.state <> 2
             order by l.state_since
             limit 1""");
    truncate = new PerSlot(schema, "truncate table {schema}.semel_ledger_{table}");
    deleteBornBefore =
        new PerSlot(
            schema,
            """
            delete from {schema}.semel_ledger_{table}
             where ctid = any (array(
                   select l.ctid
                     from {schema}.semel_ledger_{table} as l
                    where l.origin < ? and l.state = 2
                    limit ?
                      for update skip locked))""");
    deleteSettled = in(schema, DELETE_SETTLED.formatted("null"));
    deleteResults = in(schema, DELETE_SETTLED.formatted("not null"));
    dropResults =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set result = null
             where ctid = any (array(
                   select l.ctid
                     from {schema}.semel_ledger_{table} as l
                    where l.scope = ? and l.state = 2 and l.result is not null
                      and l.state_since < (
                          select pg_catalog.clock_timestamp()
                                 - pg_catalog.make_interval(secs => s.results_seconds)
                            from {schema}.semel_scope as s
                           where s.id = ?)
                    order by l.state_since
                    limit ?
                      for update skip locked))""");
    swept =
        in(
            schema,
            """
            insert into {schema}.semel_slot as s (slot, swept_day)
            values (?, ?)
                on conflict (slot) do update
               set swept_day = greatest(s.swept_day, excluded.swept_day)""");
  }

  @Override
  public Instant now(Connection c) throws SQLException {
    return Jdbc.one(
        c,
        "select pg_catalog.clock_timestamp()",
        bind -> {},
        row -> row.getObject(1, OffsetDateTime.class).toInstant());
  }

  @Override
  public List<SlotRow> slots(Connection c) throws SQLException {
    return Jdbc.all(
        c, slots, bind -> {}, row -> new SlotRow(row.getInt("slot"), row.getLong("swept_day")));
  }

  @Override
  public boolean anyBornBefore(Connection c, int slot, Instant end) throws SQLException {
    return Jdbc.first(c, anyBornBefore.of(slot), bind -> bind.instant(end), row -> true) != null;
  }

  @Override
  public void forgetBefore(Connection c, Instant end) throws SQLException {
    Jdbc.update(c, forgetBefore, bind -> bind.instant(end).instant(end));
  }

  @Override
  public boolean truncate(Connection c, int slot) throws SQLException {
    try {
      Jdbc.run(c, lock.of(slot));
      boolean unfinished = Jdbc.first(c, anyUnfinished.of(slot), bind -> {}, row -> true) != null;
      if (!unfinished) {
        Jdbc.run(c, truncate.of(slot));
      }
      c.commit();
      return !unfinished;
    } catch (SQLException e) {
      c.rollback();
      if (Fault.of(e) == Fault.LOCKED) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public int deleteBornBefore(Connection c, int slot, Instant end, int rowsMax)
      throws SQLException {
    return Jdbc.update(c, deleteBornBefore.of(slot), bind -> bind.instant(end).integer(rowsMax));
  }

  @Override
  public int deleteSettled(Connection c, int scope, int rowsMax) throws SQLException {
    int without = delete(c, deleteSettled, scope, rowsMax);
    return without == rowsMax
        ? without
        : without + delete(c, deleteResults, scope, rowsMax - without);
  }

  private static int delete(Connection c, String statement, int scope, int rowsMax)
      throws SQLException {
    return Jdbc.update(c, statement, bind -> bind.integer(scope).integer(scope).integer(rowsMax));
  }

  @Override
  public int dropResults(Connection c, int slot, int scope, int rowsMax) throws SQLException {
    return Jdbc.update(
        c, dropResults.of(slot), bind -> bind.integer(scope).integer(scope).integer(rowsMax));
  }

  @Override
  public void swept(Connection c, int slot, long day) throws SQLException {
    Jdbc.update(c, swept, bind -> bind.integer(slot).number(day));
  }
}
