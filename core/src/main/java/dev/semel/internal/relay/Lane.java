// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.sql.LogPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the log and what of it is on its way: the window. For the thread of the relay.
 *
 * <p>The cursor is behind the longest stretch from the front of the window that is settled.
 */
final class Lane {
  private static final int FLIGHTS_MAX = 8;

  private final @Nullable String topic;
  private final Breaker breaker;
  private final Deque<Entry> window = new ArrayDeque<>();
  private final List<Entry> waiting = new ArrayList<>();
  private LogPosition cursor;
  private LogPosition readTo;
  private long readAgainAt = System.nanoTime();
  private long bytes;
  private int unsettled;
  private int flights;

  /**
   * @param topic the destination this lane is for, or null if it is for all that have none
   */
  Lane(@Nullable String topic, LogPosition from, Breaker breaker) {
    this.topic = topic;
    this.cursor = from;
    this.readTo = from;
    this.breaker = breaker;
  }

  @Nullable String topic() {
    return topic;
  }

  Breaker breaker() {
    return breaker;
  }

  LogPosition cursor() {
    return cursor;
  }

  LogPosition readTo() {
    return readTo;
  }

  /** All up to here was read; a step back is none. */
  void readTo(LogPosition position) {
    if (position.isAfter(readTo)) {
      readTo = position;
    }
  }

  /** When it is worth a look whether there is more to read. */
  long readAgainAt() {
    return readAgainAt;
  }

  void readAgainAt(long nanos) {
    readAgainAt = nanos;
  }

  /** Messages that are neither sent nor held. */
  int unsettled() {
    return unsettled;
  }

  long bytes() {
    return bytes;
  }

  /** With those behind an unsettled one. */
  int size() {
    return window.size();
  }

  boolean isEmpty() {
    return unsettled == 0;
  }

  /** Where all that is unsettled goes, if that is one destination. */
  @Nullable String onlyTopic() {
    List<String> topics =
        window.stream()
            .filter(entry -> !entry.settled())
            .map(entry -> entry.row().topic())
            .distinct()
            .limit(2)
            .toList();
    return topics.size() == 1 ? topics.get(0) : null;
  }

  /** The numbers of the messages that are neither sent nor held. */
  Set<Long> ids() {
    return window.stream()
        .filter(entry -> !entry.settled())
        .map(entry -> entry.row().at().id())
        .collect(Collectors.toSet());
  }

  List<Entry> waiting() {
    return waiting;
  }

  void add(Entry entry) {
    window.add(entry);
    if (!entry.settled()) {
      unsettled++;
      bytes += entry.row().bodyBytes();
    }
  }

  /** A message of the window is to be sent when it is its turn. */
  void await(Entry entry) {
    waiting.add(entry);
  }

  /** A message is sent, held or expired; the cursor may move over it. */
  void settle(Entry entry) {
    if (!entry.settled()) {
      entry.settle();
      unsettled--;
      bytes -= entry.row().bodyBytes();
    }
  }

  /** A message that was on its way is to be sent again. */
  void again(Entry entry) {
    entry.fly(false);
    int at = 0;
    while (at < waiting.size() && entry.row().at().isAfter(waiting.get(at).row().at())) {
      at++;
    }
    waiting.add(at, entry);
  }

  /** Moves the cursor as far as it can. */
  void advance() {
    while (!window.isEmpty() && window.getFirst().settled()) {
      cursor = window.removeFirst().row().at();
    }
    if (window.isEmpty() && readTo.isAfter(cursor)) {
      cursor = readTo;
    }
  }

  /** Takes unsettled messages out, in order, to be the business of another lane. */
  List<Entry> take(Predicate<Entry> which) {
    List<Entry> taken = new ArrayList<>();
    for (Iterator<Entry> all = window.iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      if (!entry.settled() && which.test(entry)) {
        all.remove();
        taken.add(entry);
        unsettled--;
        bytes -= entry.row().bodyBytes();
      }
    }
    waiting.removeIf(which);
    return taken;
  }

  /** Takes over what another lane had. */
  void adopt(List<Entry> entries) {
    for (Entry entry : entries) {
      entry.moveTo(this);
      window.add(entry);
      unsettled++;
      bytes += entry.row().bodyBytes();
      if (!entry.flying()) {
        waiting.add(entry);
      }
    }
  }

  int flights() {
    return flights;
  }

  /** Whether so many batches are on their way that no other may depart. */
  boolean isBusy() {
    return flights >= FLIGHTS_MAX;
  }

  void departed() {
    flights++;
  }

  void landed() {
    flights--;
  }
}
