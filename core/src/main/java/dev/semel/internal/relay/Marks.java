// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.sql.HeldRow;
import dev.semel.internal.sql.HeldSql;
import dev.semel.internal.sql.LogPosition;
import dev.semel.internal.sql.RelayMove;
import dev.semel.internal.sql.RelayName;
import dev.semel.internal.sql.RelaySql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was found out and is not written down yet; all of it goes into one transaction with the move
 * of the cursor, which is conditional on the fence. For the thread of the relay.
 */
final class Marks {
  private final RelaySql sql;
  private final HeldSql held;
  private final RelayName name;
  private final List<LogPosition> settled = new ArrayList<>();
  private final List<HeldRow> holds = new ArrayList<>();
  private final List<HeldRow> changes = new ArrayList<>();
  private final List<Long> drops = new ArrayList<>();
  private final Set<UUID> lines = new HashSet<>();
  private @Nullable Map<String, LogPosition> detached;
  private @Nullable String stop;
  private @Nullable String rowAt;
  private int expired;
  private int moves;

  Marks(RelaySql sql, HeldSql held, RelayName name) {
    this.sql = sql;
    this.held = held;
    this.name = name;
  }

  /** A message of the log is dealt with. */
  void settled(LogPosition at) {
    moves++;
    if (!sql.keepsRows()) {
      settled.add(at);
    }
  }

  void hold(HeldRow row) {
    holds.add(row);
    if (row.line() != null) {
      lines.add(row.line());
    }
  }

  void change(HeldRow row) {
    changes.add(row);
    if (row.line() != null) {
      lines.add(row.line());
    }
  }

  /** The first of this line may go, if none is before it. */
  void promote(UUID line) {
    lines.add(line);
  }

  /** A held message is dealt with; the next of its line may go. */
  void drop(long id, @Nullable UUID line) {
    moves++;
    drops.add(id);
    if (line != null) {
      lines.add(line);
    }
  }

  void expired() {
    expired++;
  }

  void detached(Map<String, LogPosition> positions) {
    detached = positions;
  }

  /** The relay is to stop, with this reason. */
  void stop(String reason) {
    stop = reason;
  }

  /** Whether it is to stop. */
  boolean stops() {
    return stop != null;
  }

  /** The lines of messages that are to be held, and are not in the table yet. */
  boolean holds(UUID line) {
    return holds.stream().anyMatch(row -> line.equals(row.line()));
  }

  boolean anyHolds() {
    return !holds.isEmpty();
  }

  /** How many messages are dealt with. */
  int moves() {
    return moves;
  }

  boolean isEmpty() {
    return moves == 0 && !heldChanged() && expired == 0 && detached == null && stop == null;
  }

  /** Whether the table of held messages is not what it should be. */
  boolean heldChanged() {
    return !holds.isEmpty() || !changes.isEmpty() || !drops.isEmpty();
  }

  /**
   * Writes all of it down.
   *
   * @return null if the fence is not ours any more, and nothing was written; else why the relay is
   *     paused, or an empty text
   */
  @Nullable String write(Connection c, long fence, LogPosition cursor, long idMax, int leaseMillis)
      throws SQLException {
    RelayMove move = new RelayMove(fence, cursor, idMax, expired, leaseMillis, rowAt);
    RelayMove.Done done;
    if (!heldChanged() && detached == null && stop == null && settled.isEmpty()) {
      done = sql.moveAndCommit(c, name, move);
      if (done == null) {
        return null;
      }
    } else {
      done = sql.move(c, name, move);
      if (done == null) {
        c.rollback();
        return null;
      }
      writeRest(c);
      c.commit();
    }
    String paused = stop != null ? stop : done.paused();
    // Who stops the relay writes its row by another way.
    rowAt = stop != null ? null : done.rowAt();
    clear();
    return paused;
  }

  /** Copies before rows go, and looks who is first in a line when everything else is in place. */
  private void writeRest(Connection c) throws SQLException {
    if (!holds.isEmpty()) {
      held.hold(c, name.name(), holds);
    }
    if (!settled.isEmpty()) {
      sql.settle(c, name, settled);
    }
    if (!drops.isEmpty()) {
      held.drop(c, name.name(), drops);
    }
    for (HeldRow change : changes) {
      held.change(c, name.name(), change);
    }
    if (!lines.isEmpty()) {
      held.promote(c, name.name(), lines);
    }
    if (detached != null) {
      sql.detached(c, name, detached);
    }
    if (stop != null) {
      sql.pause(c, name.name(), stop);
    }
  }

  private void clear() {
    settled.clear();
    holds.clear();
    changes.clear();
    drops.clear();
    lines.clear();
    detached = null;
    stop = null;
    expired = 0;
    moves = 0;
  }
}
