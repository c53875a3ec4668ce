// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The sweep on MariaDB and MySQL. Immutable. */
public final class MariaDbRetention implements RetentionSql {
  private final String slots;
  private final PerSlot anyBornBefore;
  private final String forgetBefore;
  private final PerSlot lock;
  private final PerSlot anyUnfinished;
  private final PerSlot truncate;
  private final PerSlot deleteBornBefore;
  private final String deleteSettled;
  private final PerSlot dropResults;
  private final String swept;

  MariaDbRetention(String schema) {
    slots = in(schema, "select slot, swept_day from {schema}.semel_slot");
    anyBornBefore =
        new PerSlot(
            schema,
            """
            select 1
              from {schema}.semel_ledger_{table} as l
             where l.origin < timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000')
             limit 1""");
    forgetBefore =
        in(
            schema,
            """
            update {schema}.semel_scope
               set memory_from = greatest(
                     coalesce(memory_from, timestamp'1970-01-01 00:00:00'),
                     timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000'))
             where timed""");
    lock =
        new PerSlot(
            schema,
            """
            /*M! set statement lock_wait_timeout = 1 for */
            lock tables {schema}.semel_ledger_{table} write, {schema}.semel_ledger_{table} as l read""");
    anyUnfinished =
        new PerSlot(
            schema, "select 1 from {schema}.semel_ledger_{table} as l where l.state <> 2 limit 1");
    truncate = new PerSlot(schema, "truncate table {schema}.semel_ledger_{table}");
    deleteBornBefore =
        new PerSlot(
            schema,
            """
            delete from {schema}.semel_ledger_{table}
             where origin < timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000')
               and state = 2
             limit ?""");
    deleteSettled =
        in(
            schema,
            """
            delete from {schema}.semel_ledger_64
             where scope = ? and state = 2
               and state_since < (
                   select timestampadd(second, -s.horizon_seconds, utc_timestamp(6))
                     from {schema}.semel_scope as s
                    where s.id = ?)
             limit ?""");
    dropResults =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set result = null
             where scope = ? and state = 2 and result is not null
               and state_since < (
                   select timestampadd(second, -s.results_seconds, utc_timestamp(6))
                     from {schema}.semel_scope as s
                    where s.id = ?)
             limit ?""");
    swept =
        in(
            schema,
            """
            insert into {schema}.semel_slot (slot, swept_day)
            values (?, ?)
                on duplicate key update swept_day = greatest(swept_day, values(swept_day))""");
  }

  @Override
  public Instant now(Connection c) throws SQLException {
    return Jdbc.one(
        c,
        "select timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', utc_timestamp(6))",
        bind -> {},
        row -> Micros.instant(row.getLong(1)));
  }

  @Override
  public List<SlotRow> slots(Connection c) throws SQLException {
    return Jdbc.all(
        c, slots, bind -> {}, row -> new SlotRow(row.getInt("slot"), row.getLong("swept_day")));
  }

  @Override
  public boolean anyBornBefore(Connection c, int slot, Instant end) throws SQLException {
    return Jdbc.first(c, anyBornBefore.of(slot), bind -> bind.micros(end), row -> true) != null;
  }

  @Override
  public void forgetBefore(Connection c, Instant end) throws SQLException {
    Jdbc.update(c, forgetBefore, bind -> bind.micros(end));
  }

  /**
   * {@code LOCK TABLES} ends with this connection's turn; the sweep has the connection to itself. A
   * truncate commits by itself, so the two cannot be one transaction.
   */
  @Override
  public boolean truncate(Connection c, int slot) throws SQLException {
    try {
      Jdbc.run(c, lock.of(slot));
      boolean unfinished = Jdbc.first(c, anyUnfinished.of(slot), bind -> {}, row -> true) != null;
      if (!unfinished) {
        Jdbc.run(c, truncate.of(slot));
      }
      return !unfinished;
    } catch (SQLException e) {
      if (Fault.of(e) == Fault.LOCKED) {
        return false;
      }
      throw e;
    } finally {
      Jdbc.run(c, "unlock tables");
      c.commit();
    }
  }

  @Override
  public int deleteBornBefore(Connection c, int slot, Instant end, int rowsMax)
      throws SQLException {
    return Jdbc.update(c, deleteBornBefore.of(slot), bind -> bind.micros(end).integer(rowsMax));
  }

  @Override
  public int deleteSettled(Connection c, int scope, int rowsMax) throws SQLException {
    return Jdbc.update(
        c, deleteSettled, bind -> bind.integer(scope).integer(scope).integer(rowsMax));
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
