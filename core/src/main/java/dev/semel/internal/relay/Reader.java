// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.held.HeldLines;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.HeldRow;
import dev.semel.internal.sql.LogPage;
import dev.semel.internal.sql.LogReading;
import dev.semel.internal.sql.LogRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Fills the windows of the lanes. For the thread of the relay. */
final class Reader {
  /** How many settled messages may wait behind one that is not. */
  private static final int BEHIND_MAX = 50_000;

  private static final int HELD_LINES_MAX = 50;

  /** How far the backoff has gone for messages that wait for a closed destination. */
  static final int OUTAGE_STEP = 5;

  /** A destination that is slow or dead must not cost the others a round trip in each round. */
  private static final long DETACHED_PAUSE_NANOS = Duration.ofMillis(10).toNanos();

  private static final long HELD_PAUSE_NANOS = Duration.ofMillis(250).toNanos();
  private static final long SWEEP_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Connection c;
  private final Database database;
  private final RelaySettings settings;
  private final Traffic traffic;
  private long heldLookAt;
  private long sweepAt;
  private boolean full;

  Reader(Connection c, Database database, RelaySettings settings, Traffic traffic, long now) {
    this.c = c;
    this.database = database;
    this.settings = settings;
    this.traffic = traffic;
    this.heldLookAt = now;
    this.sweepAt = now;
  }

  /** Whether the last round left something to read at once. */
  boolean isFull() {
    return full;
  }

  /** Nothing is put off in the next round because it was looked at a moment ago. */
  void putOffNothing(long now) {
    heldLookAt = now;
    sweepAt = now;
    traffic.lanes().forEach(lane -> lane.readAgainAt(now));
  }

  /** Reads into all lanes that have room; true if there was anything. */
  boolean read(long now) throws SQLException {
    full = false;
    boolean thorough = !database.relay().keepsRows() && now - sweepAt >= 0;
    if (thorough) {
      sweepAt = now + SWEEP_PAUSE_NANOS;
    }
    boolean any = read(traffic.main(), now, thorough);
    for (Map.Entry<String, Lane> topic : List.copyOf(traffic.detached().entrySet())) {
      Lane lane = topic.getValue();
      if (now - lane.readAgainAt() >= 0) {
        any |= read(lane, now, thorough);
      }
      if (lane.size() == 0 && !traffic.main().readTo().isAfter(lane.readTo())) {
        traffic.attach(topic.getKey());
      }
    }
    return readHeld(now) || any;
  }

  /** What a lane may read: as much as there is room for, but not one row for each that goes. */
  private int room(Lane lane, long now) {
    Breaker breaker = lane.breaker();
    if (breaker.isOpen() && !(breaker.mayTry(now) && lane.isEmpty())) {
      return 0;
    }
    boolean crowded =
        traffic.isCrowded(lane)
            || lane.size() >= BEHIND_MAX
            || lane.bytes() >= settings.windowBytesMax();
    return crowded ? 0 : settings.windowMax() - lane.unsettled();
  }

  private boolean read(Lane lane, long now, boolean thorough) throws SQLException {
    int room = room(lane, now);
    if (room <= 0) {
      return false;
    }
    LogPage page =
        database
            .relay()
            .read(
                c,
                new LogReading(
                    settings.name(),
                    lane.readTo(),
                    lane.topic() == null ? null : traffic.main().readTo(),
                    lane.topic(),
                    lane.topic() == null ? List.copyOf(traffic.detached().keySet()) : List.of(),
                    traffic.known(),
                    thorough,
                    room));
    boolean more = page.rows().size() == room;
    full |= more;
    lane.readAgainAt(more ? now : now + DETACHED_PAUSE_NANOS);
    Set<UUID> heldLines = heldLines(page.rows());
    boolean any = false;
    for (LogRow row : page.rows()) {
      if (traffic.isKnown(row)) {
        continue;
      }
      if (!fits(lane, row)) {
        full = true;
        return any;
      }
      lane.readTo(row.at());
      LogRow whole = whole(row);
      if (whole != null) {
        any = true;
        traffic.meet(whole);
        take(lane, whole, heldLines, now);
      }
    }
    if (page.complete() != null) {
      lane.readTo(page.complete());
    }
    return any;
  }

  private static boolean isSentNow(LogRow row) {
    return !row.late() && row.notBefore() == null;
  }

  /** Whether there is room for a body that is still to be fetched. */
  private boolean fits(Lane lane, LogRow row) {
    return row.body() != null
        || !isSentNow(row)
        || lane.isEmpty()
        || lane.bytes() + row.bodyBytes() <= settings.windowBytesMax();
  }

  /** Fetches a large body; null if the row is gone, which is when another has sent it. */
  private @Nullable LogRow whole(LogRow row) throws SQLException {
    if (row.body() != null || !isSentNow(row)) {
      return row;
    }
    byte[] body = database.relay().body(c, row);
    return body == null ? null : row.with(body);
  }

  private void take(Lane lane, LogRow row, Set<UUID> heldLines, long now) {
    Entry entry = new Entry(row, lane, null, 0, now);
    lane.add(entry);
    if (row.late()) {
      traffic.expire(entry);
    } else if (row.notBefore() != null) {
      traffic.hold(entry, HeldRow.State.EARLY, 0, 0, null);
    } else if (entry.line() != null
        && !heldLines.isEmpty()
        && heldLines.contains(entry.line().id())) {
      traffic.behind(entry);
    } else {
      lane.await(entry);
    }
  }

  /** Finds out what the terms before have left. */
  void loadHeldLines() throws SQLException {
    if (database.held().any(c, settings.name())) {
      traffic.heldLines().anything();
      database
          .held()
          .lines(c, settings.name(), HeldLines.MAX + 1)
          .forEach(traffic.heldLines()::add);
    }
    c.commit();
  }

  /** The lines among these rows that are held. */
  private Set<UUID> heldLines(List<LogRow> rows) throws SQLException {
    if (!traffic.heldLines().any()) {
      return Set.of();
    }
    Map<Line, UUID> lines = new HashMap<>();
    for (LogRow row : rows) {
      if (row.key() != null) {
        lines.computeIfAbsent(new Line(row.topic(), row.key()), Line::id);
      }
    }
    List<UUID> maybe = traffic.heldLines().among(lines.values());
    if (maybe.isEmpty()) {
      return Set.of();
    }
    Set<UUID> held = database.held().held(c, settings.name().name(), maybe);
    c.commit();
    for (UUID line : maybe) {
      if (traffic.marks().holds(line)) {
        held.add(line);
      } else if (!held.contains(line)) {
        traffic.heldLines().remove(line);
      }
    }
    return held;
  }

  private boolean readHeld(long now) throws SQLException {
    if (!traffic.heldLines().any()
        || traffic.held().unsettled() >= settings.batchSizeMax()
        || traffic.marks().heldChanged()
        || traffic.main().breaker().isOpen()
        || now - heldLookAt < 0) {
      return false;
    }
    List<HeldRow> due =
        database.held().due(c, settings.name(), HELD_LINES_MAX, settings.batchSizeMax());
    Set<Long> known = traffic.held().ids();
    due.removeIf(row -> known.contains(row.message().at().id()));
    if (due.isEmpty()) {
      heldLookAt = now + HELD_PAUSE_NANOS;
      if (!database.held().any(c, settings.name()) && !traffic.marks().anyHolds()) {
        traffic.heldLines().nothing();
      }
    }
    Set<UUID> heldLines = linesOfEarly(due);
    c.commit();
    boolean any = false;
    for (HeldRow row : due) {
      if (row.state() == HeldRow.State.EARLY && heldLines.contains(row.line())) {
        traffic.marks().change(row.as(HeldRow.State.BEHIND));
        any = true;
      } else {
        any |= takeHeld(row, now);
      }
    }
    return any;
  }

  /** An early message whose time has come joins its line where that is held. */
  private Set<UUID> linesOfEarly(List<HeldRow> due) throws SQLException {
    Set<UUID> lines = new HashSet<>();
    for (HeldRow row : due) {
      if (row.state() == HeldRow.State.EARLY && row.line() != null) {
        lines.add(row.line());
      }
    }
    return lines.isEmpty() ? lines : database.held().held(c, settings.name().name(), lines);
  }

  /** Its destination is closed: others that are due must not wait behind it. */
  private boolean postpone(HeldRow row) {
    if (row.state() == HeldRow.State.BEHIND) {
      return false;
    }
    traffic.marks().change(row.tryIn(settings.outages().nanos(OUTAGE_STEP) / 1_000_000));
    return true;
  }

  private boolean takeHeld(HeldRow row, long now) throws SQLException {
    LogRow message = row.message();
    Lane lane = traffic.held();
    Lane own = traffic.detached().get(message.topic());
    if (own != null && own.breaker().isOpen()) {
      return postpone(row);
    }
    if (!lane.isEmpty() && lane.bytes() + message.bodyBytes() > settings.windowBytesMax()) {
      return false;
    }
    if (message.body() == null && !message.late()) {
      byte[] body = database.held().body(c, settings.name().name(), message.at().id());
      c.commit();
      if (body == null) {
        return false;
      }
      message = message.with(body);
    }
    Entry entry = new Entry(message, lane, row.state(), row.attempts(), now);
    lane.add(entry);
    if (message.late()) {
      traffic.expire(entry);
    } else {
      lane.await(entry);
    }
    return true;
  }
}
