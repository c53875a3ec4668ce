// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a recording tells, all times in nanoseconds of one clock. Immutable.
 *
 * @param marks when which position of the call log was reached
 */
public record FlightTape(
    Map<Integer, Long> marks,
    List<Io> io,
    List<Span> inside,
    List<Span> parked,
    List<Birth> births) {

  /** Nothing was recorded. */
  public static final FlightTape EMPTY =
      new FlightTape(Map.of(), List.of(), List.of(), List.of(), List.of());

  /**
   * Bytes through a socket, or a connection that was opened.
   *
   * @param httpClient whether it was the JDK's HTTP client that did it
   * @param line the user's line, if it is on the stack
   */
  record Io(
      long thread,
      long at,
      String address,
      long bytes,
      boolean sends,
      boolean httpClient,
      @Nullable String line) {}

  /**
   * A thread was somewhere: inside a driver, or waiting.
   *
   * @param what the data source of the driver; of a wait, the user's line
   * @param httpClient whether it waits in a call of the JDK's HTTP client
   */
  record Span(long thread, long from, long to, @Nullable String what, boolean httpClient) {
    boolean contains(long time) {
      return from <= time && time <= to;
    }
  }

  /** A thread started another. */
  record Birth(long parent, long child, long at) {}

  boolean isInsideDriver(long thread, long time) {
    return driverAt(thread, time) != null;
  }

  @Nullable String driverAt(long thread, long time) {
    return inside.stream()
        .filter(span -> span.thread() == thread && span.contains(time))
        .map(Span::what)
        .findFirst()
        .orElse(null);
  }

  /** When a position was reached; a position that was not is at the end of time. */
  long timeOf(int position) {
    return marks.getOrDefault(position, Long.MAX_VALUE);
  }
}
