// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.retention;

import dev.semel.internal.ledger.Borrowed;
import dev.semel.internal.remote.Plan;
import dev.semel.internal.sql.JournalSql;
import dev.semel.internal.sql.OutboxSql;
import dev.semel.internal.sql.RetentionSql;
import dev.semel.internal.sql.Ring;
import dev.semel.internal.sql.ScopeRow;
import dev.semel.internal.sql.ScopeSql;
import dev.semel.internal.sql.SlotRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** One pass over the ledger. For one thread; several passes at once do each other no harm. */
public final class Sweeping {
  private static final int DELETE_ROWS = 1_000;

  private final DataSource dataSource;
  private final RetentionSql sql;
  private final ScopeSql scopes;
  private final OutboxSql outbox;
  private final JournalSql journal;
  private final Duration keep;
  private final long rowsMax;
  private int slotsEmptied;
  private long rowsDeleted;
  private long resultsDropped;
  private boolean unfinishedBusiness;

  /**
   * @param rowsMax how many rows this pass may delete one by one
   */
  public Sweeping(
      DataSource dataSource,
      RetentionSql sql,
      ScopeSql scopes,
      OutboxSql outbox,
      JournalSql journal,
      Duration keep,
      long rowsMax) {
    this.dataSource = dataSource;
    this.sql = sql;
    this.scopes = scopes;
    this.outbox = outbox;
    this.journal = journal;
    this.keep = keep;
    this.rowsMax = rowsMax;
  }

  public int slotsEmptied() {
    return slotsEmptied;
  }

  public long rowsDeleted() {
    return rowsDeleted;
  }

  public long resultsDropped() {
    return resultsDropped;
  }

  /** Whether another pass would find work now: the bound was reached or a table was busy. */
  public boolean more() {
    return unfinishedBusiness;
  }

  /** Sweeps. */
  public void run() throws SQLException {
    try (Borrowed borrowed = Borrowed.from(dataSource)) {
      Connection c = borrowed.connection();
      try {
        List<ScopeRow> all = scopes.all(c);
        Instant now = sql.now(c);
        Map<Integer, Long> swept = new HashMap<>();
        for (SlotRow slot : sql.slots(c)) {
          swept.put(slot.slot(), slot.sweptDay());
        }
        c.commit();
        sweepSlots(c, all, now, swept);
        sweepTimeless(c, all);
        sweepJournal(c, all);
        sweepResults(c, all);
        sweepOutbox(c);
      } catch (SQLException | RuntimeException e) {
        borrowed.rollback();
        throw e;
      }
    }
  }

  private void sweepSlots(Connection c, List<ScopeRow> all, Instant now, Map<Integer, Long> swept)
      throws SQLException {
    long horizon =
        all.stream().filter(ScopeRow::timed).mapToLong(ScopeRow::horizonSeconds).max().orElse(-1);
    if (horizon < 0) {
      return;
    }
    Instant keepFrom = now.minusSeconds(horizon).minus(Ring.SLACK);
    for (int slot = 0; slot < Ring.DAYS; slot++) {
      long day = Ring.dayIn(slot, now);
      boolean expired = !Ring.startOf(day + 1).isAfter(keepFrom);
      long lastDayToGo = expired ? day : day - Ring.DAYS;
      if (swept.getOrDefault(slot, Long.MIN_VALUE) < lastDayToGo) {
        sweepSlot(c, slot, expired, lastDayToGo);
      }
    }
  }

  private void sweepSlot(Connection c, int slot, boolean expired, long lastDayToGo)
      throws SQLException {
    Instant end = Ring.startOf(lastDayToGo + 1);
    if (!sql.anyBornBefore(c, slot, end)) {
      done(c, slot, lastDayToGo);
      return;
    }
    sql.forgetBefore(c, end);
    c.commit();
    if (expired && sql.truncate(c, slot)) {
      slotsEmptied++;
      done(c, slot, lastDayToGo);
    } else if (deleteAll(c, () -> sql.deleteBornBefore(c, slot, end, DELETE_ROWS))
        && !sql.anyBornBefore(c, slot, end)) {
      done(c, slot, lastDayToGo);
    }
    c.commit();
  }

  private void done(Connection c, int slot, long day) throws SQLException {
    sql.swept(c, slot, day);
    c.commit();
  }

  private void sweepTimeless(Connection c, List<ScopeRow> all) throws SQLException {
    for (ScopeRow scope : all) {
      deleteAll(c, () -> sql.deleteSettled(c, scope.id(), DELETE_ROWS));
    }
  }

  private void sweepJournal(Connection c, List<ScopeRow> all) throws SQLException {
    for (ScopeRow scope : all) {
      if (scope.name().startsWith(Plan.SCOPE)) {
        deleteAll(c, () -> journal.deleteSettled(c, scope.id(), DELETE_ROWS));
      }
    }
  }

  private void sweepResults(Connection c, List<ScopeRow> all) throws SQLException {
    for (ScopeRow scope : all) {
      if (scope.resultsSeconds() != null) {
        // A timed scope may have timeless rows too, of keys that were applied though forgotten.
        for (int slot = scope.timed() ? 0 : Ring.TIMELESS; slot <= Ring.TIMELESS; slot++) {
          sweepResults(c, slot, scope);
        }
      }
    }
  }

  private void sweepResults(Connection c, int slot, ScopeRow scope) throws SQLException {
    while (rowsDeleted + resultsDropped < rowsMax) {
      int rows = sql.dropResults(c, slot, scope.id(), DELETE_ROWS);
      c.commit();
      resultsDropped += rows;
      if (rows < DELETE_ROWS) {
        return;
      }
    }
    unfinishedBusiness = true;
  }

  private void sweepOutbox(Connection c) throws SQLException {
    OutboxSql.Emptied emptied =
        outbox.empty(c, keep, Math.max(0, rowsMax - rowsDeleted - resultsDropped));
    slotsEmptied += emptied.slots();
    rowsDeleted += emptied.rows();
    unfinishedBusiness |= emptied.more();
  }

  /** Deletes in batches, each its own transaction; false if the bound was reached first. */
  private boolean deleteAll(Connection c, Deleting deleting) throws SQLException {
    while (rowsDeleted < rowsMax) {
      int rows = deleting.delete();
      c.commit();
      rowsDeleted += rows;
      if (rows < DELETE_ROWS) {
        return true;
      }
    }
    unfinishedBusiness = true;
    return false;
  }

  @FunctionalInterface
  private interface Deleting {
    int delete() throws SQLException;
  }
}
