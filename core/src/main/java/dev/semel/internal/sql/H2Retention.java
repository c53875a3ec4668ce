// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** The sweep on H2: one table, so a slot is emptied by a delete. Immutable. */
public final class H2Retention implements RetentionSql {
  private final String slots;
  private final String anyBornBefore;
  private final String forgetBefore;
  private final String anyUnfinished;
  private final String truncate;
  private final String deleteBornBefore;
  private final String deleteSettled;
  private final String dropResults;
  private final String swept;

  H2Retention(String schema) {
    slots = in(schema, "select slot, swept_day from {schema}.semel_slot");
    anyBornBefore =
        in(
            schema,
            "select 1 from {schema}.semel_ledger as l where l.slot = ? and l.origin < ? limit 1");
    forgetBefore =
        in(
            schema,
            """
            update {schema}.semel_scope
               set memory_from = ?
             where timed and (memory_from is null or memory_from < ?)""");
    anyUnfinished =
        in(
            schema,
            "select 1 from {schema}.semel_ledger as l where l.slot = ? and l.state <> 2 limit 1");
    truncate = in(schema, "delete from {schema}.semel_ledger where slot = ? and state = 2");
    deleteBornBefore =
        in(
            schema,
            """
            delete from {schema}.semel_ledger
             where slot = ? and origin < ? and state = 2
             fetch first ? rows only""");
    deleteSettled =
        in(
            schema,
            """
            delete from {schema}.semel_ledger
             where slot = 64 and scope = ? and state = 2
               and state_since < (
                   select dateadd(second, -s.horizon_seconds, current_timestamp)
                     from {schema}.semel_scope as s
                    where s.id = ?)
             fetch first ? rows only""");
    dropResults =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set result = null
             where slot = ? and scope = ? and state = 2 and result is not null
               and state_since < (
                   select dateadd(second, -s.results_seconds, current_timestamp)
                     from {schema}.semel_scope as s
                    where s.id = ?)
             fetch first ? rows only""");
    swept =
        in(
            schema,
            """
            merge into {schema}.semel_slot as s
            using (values (cast(? as smallint), cast(? as bigint))) as n (slot, swept_day)
               on s.slot = n.slot
             when matched then update set swept_day = greatest(s.swept_day, n.swept_day)
             when not matched then insert (slot, swept_day) values (n.slot, n.swept_day)""");
  }

  @Override
  public Instant now(Connection c) throws SQLException {
    return Jdbc.one(
        c,
        "select current_timestamp",
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
    return Jdbc.first(c, anyBornBefore, bind -> bind.integer(slot).instant(end), row -> true)
        != null;
  }

  @Override
  public void forgetBefore(Connection c, Instant end) throws SQLException {
    Jdbc.update(c, forgetBefore, bind -> bind.instant(end).instant(end));
  }

  @Override
  public boolean truncate(Connection c, int slot) throws SQLException {
    boolean unfinished =
        Jdbc.first(c, anyUnfinished, bind -> bind.integer(slot), row -> true) != null;
    if (!unfinished) {
      Jdbc.update(c, truncate, bind -> bind.integer(slot));
    }
    c.commit();
    return !unfinished;
  }

  @Override
  public int deleteBornBefore(Connection c, int slot, Instant end, int rowsMax)
      throws SQLException {
    return Jdbc.update(
        c, deleteBornBefore, bind -> bind.integer(slot).instant(end).integer(rowsMax));
  }

  @Override
  public int deleteSettled(Connection c, int scope, int rowsMax) throws SQLException {
    return Jdbc.update(
        c, deleteSettled, bind -> bind.integer(scope).integer(scope).integer(rowsMax));
  }

  @Override
  public int dropResults(Connection c, int slot, int scope, int rowsMax) throws SQLException {
    return Jdbc.update(
        c, dropResults, bind -> bind.integer(slot).integer(scope).integer(scope).integer(rowsMax));
  }

  @Override
  public void swept(Connection c, int slot, long day) throws SQLException {
    Jdbc.update(c, swept, bind -> bind.integer(slot).number(day));
  }
}
