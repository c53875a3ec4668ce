// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.held.HeldLines;
import dev.semel.internal.sql.HeldRow;
import dev.semel.internal.sql.LogPosition;
import dev.semel.internal.sql.LogRow;
import dev.semel.spi.RelayEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that is on its way in one term. For the thread of the relay. */
final class Traffic {
  private final RelaySettings settings;
  private final Marks marks;
  private final Consumer<RelayEvent> teller;
  private final boolean rowsStay;
  private final Lane main;
  private final Lane held;
  private final Map<String, Lane> detached = new LinkedHashMap<>();
  private final List<Flight> flights = new ArrayList<>();
  private final Map<Line, Integer> busy = new HashMap<>();
  private final Set<Long> known = new HashSet<>();
  private final List<Long> dealtWith = new ArrayList<>();
  private final HeldLines heldLines = new HeldLines();
  private long idMax;
  private boolean lanesMoved;

  Traffic(
      RelaySettings settings,
      Marks marks,
      Consumer<RelayEvent> teller,
      boolean rowsStay,
      LogPosition from,
      long idMax) {
    this.settings = settings;
    this.marks = marks;
    this.teller = teller;
    this.rowsStay = rowsStay;
    this.idMax = idMax;
    this.main = lane(null, from);
    this.held = lane(null, LogPosition.START);
  }

  private Lane lane(@Nullable String topic, LogPosition from) {
    return new Lane(topic, from, new Breaker(settings.outages()));
  }

  Marks marks() {
    return marks;
  }

  void tell(RelayEvent event) {
    teller.accept(event);
  }

  String relay() {
    return settings.name().name();
  }

  Lane main() {
    return main;
  }

  /** The lane of held messages whose time has come; it has no cursor. */
  Lane held() {
    return held;
  }

  Map<String, Lane> detached() {
    return detached;
  }

  /** The lanes that read the log. */
  List<Lane> lanes() {
    List<Lane> lanes = new ArrayList<>(detached.size() + 1);
    lanes.add(main);
    lanes.addAll(detached.values());
    return lanes;
  }

  List<Flight> flights() {
    return flights;
  }

  long idMax() {
    return idMax;
  }

  HeldLines heldLines() {
    return heldLines;
  }

  /** The ids of rows that were read and are not gone yet. Empty where rows stay. */
  Set<Long> known() {
    return Collections.unmodifiableSet(known);
  }

  boolean isKnown(LogRow row) {
    return known.contains(row.at().id());
  }

  /** A row was read. */
  void meet(LogRow row) {
    if (!rowsStay) {
      known.add(row.at().id());
    }
  }

  boolean isBusy(@Nullable Line line) {
    return line != null && busy.containsKey(line);
  }

  void depart(Entry entry) {
    entry.fly(true);
    if (entry.line() != null) {
      busy.merge(entry.line(), 1, Integer::sum);
    }
  }

  void land(Entry entry) {
    entry.fly(false);
    if (entry.line() != null) {
      busy.computeIfPresent(entry.line(), (line, count) -> count == 1 ? null : count - 1);
    }
  }

  /** It was taken, or has expired. */
  void done(Entry entry) {
    entry.lane().settle(entry);
    if (entry.held()) {
      marks.drop(entry.row().at().id(), entry.line() == null ? null : entry.line().id());
    } else {
      passed(entry.row());
    }
  }

  /** It is too late to send it. */
  void expire(Entry entry) {
    done(entry);
    marks.expired();
    LogRow row = entry.row();
    Instant deliverBy = Objects.requireNonNull(row.deliverBy(), "deliverBy");
    tell(new RelayEvent.Expired(relay(), row.id(), row.topic(), deliverBy));
  }

  /** It is held, in this state. */
  void hold(
      Entry entry, HeldRow.State state, int attempts, long tryInNanos, @Nullable String error) {
    entry.lane().settle(entry);
    boolean alone = state == HeldRow.State.PARKED && !settings.holdsKey();
    Line line = entry.line();
    HeldRow row =
        new HeldRow(
            entry.row(),
            state,
            alone || line == null ? null : line.id(),
            attempts,
            tryInNanos / 1_000_000,
            error);
    if (entry.held()) {
      marks.change(row);
      if (line != null) {
        marks.promote(line.id());
      }
    } else {
      marks.hold(row);
      passed(entry.row());
    }
    heldLines.anything();
    if (row.line() != null && state != HeldRow.State.EARLY) {
      heldLines.add(row.line());
    }
    if (!alone && state != HeldRow.State.EARLY && state != HeldRow.State.BEHIND) {
      holdThoseBehind(line);
    }
  }

  private void holdThoseBehind(@Nullable Line line) {
    if (line == null) {
      return;
    }
    for (Lane lane : lanes()) {
      List<Entry> behind =
          lane.waiting().stream().filter(entry -> line.equals(entry.line())).toList();
      lane.waiting().removeAll(behind);
      behind.forEach(this::behind);
    }
    held.waiting().removeIf(entry -> line.equals(entry.line()) && leave(entry));
  }

  /** Another of its line is before it and has to go first. */
  void behind(Entry entry) {
    if (entry.held()) {
      leave(entry);
    } else {
      hold(entry, HeldRow.State.BEHIND, entry.attempts(), 0, null);
    }
  }

  /** A held message stays where it is, and is read again. */
  boolean leave(Entry entry) {
    entry.lane().settle(entry);
    return true;
  }

  private void passed(LogRow row) {
    idMax = Math.max(idMax, row.at().id());
    marks.settled(row.at());
    if (!rowsStay) {
      dealtWith.add(row.at().id());
    }
  }

  /** What was dealt with is written down. */
  void marked() {
    dealtWith.forEach(known::remove);
    dealtWith.clear();
    lanesMoved = false;
  }

  /** The destination whose messages take all the room there is, so that no other can be read. */
  @Nullable String filler() {
    return isCrowded(main) ? main.onlyTopic() : null;
  }

  /** Whether there is no room for a whole batch. */
  boolean isCrowded(Lane lane) {
    return settings.windowMax() - lane.unsettled() < settings.batchSizeMax();
  }

  /** Gives a destination a lane of its own, so that the others need not wait for it. */
  Lane detach(String topic) {
    Lane lane = lane(topic, main.cursor());
    lane.readTo(main.readTo());
    lane.adopt(main.take(entry -> topic.equals(entry.row().topic())));
    detached.put(topic, lane);
    lanesMoved = true;
    tell(new RelayEvent.Detached(relay(), topic));
    return lane;
  }

  /** A destination that was detached when the last term ended. */
  void detached(String topic, LogPosition at) {
    detached.put(topic, lane(topic, at));
  }

  /** The destination is where all others are. */
  void attach(String topic) {
    if (detached.remove(topic) != null) {
      lanesMoved = true;
      tell(new RelayEvent.Attached(relay(), topic));
    }
  }

  /** Moves all cursors as far as they can. */
  void advance() {
    main.advance();
    held.advance();
    boolean moved = lanesMoved;
    for (Lane lane : detached.values()) {
      LogPosition at = lane.cursor();
      lane.advance();
      moved |= !at.equals(lane.cursor());
    }
    if (moved) {
      Map<String, LogPosition> positions = new HashMap<>();
      detached.forEach((topic, lane) -> positions.put(topic, lane.cursor()));
      marks.detached(positions);
    }
  }
}
