// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.List;
import java.util.Locale;

/**
 * The story of one id: everything a history knows of it, in order, and the faults of that time.
 *
 * <p>{@link #toString()} is made for failure messages. Immutable, hence thread-safe.
 */
public final class Timeline {
  private static final int SHOWN_MAX = 60;

  private final String id;
  private final List<Event> events;
  private final long start;

  Timeline(String id, List<Event> events, long start) {
    this.id = id;
    this.events = List.copyOf(events);
    this.start = start;
  }

  public String id() {
    return id;
  }

  /** Faults included; empty if the history does not know the id. */
  public List<Event> events() {
    return events;
  }

  @Override
  public String toString() {
    if (events.isEmpty()) {
      return "the history knows nothing of " + id;
    }
    StringBuilder text = new StringBuilder("the story of ").append(id).append(':');
    int width = events.stream().mapToInt(event -> event.process().length()).max().orElse(0);
    for (Event event : events.subList(0, Math.min(SHOWN_MAX, events.size()))) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  %12.3f ms  %-" + width + "s  %s",
              (event.nanos() - start) / 1e6,
              event.process(),
              event));
    }
    if (events.size() > SHOWN_MAX) {
      text.append(String.format("%n  and %,d more", events.size() - SHOWN_MAX));
    }
    return text.toString();
  }
}
