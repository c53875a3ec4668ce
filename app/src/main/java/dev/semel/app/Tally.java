// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.util.EnumMap;
import java.util.Map;

/** How often each fault happened, counted where it happened. Not thread-safe. */
final class Tally {
  private final Map<Fault, Integer> times = new EnumMap<>(Fault.class);

  void count(Fault fault) {
    times.merge(fault, 1, Integer::sum);
  }

  int of(Fault fault) {
    return times.getOrDefault(fault, 0);
  }

  /** Crashes of any kind, before the commit or after it. */
  int crashes() {
    return of(Fault.CRASH) + of(Fault.CUT_CONNECTION) + of(Fault.KILLED_JVM);
  }

  boolean sameAs(Tally other) {
    return times.equals(other.times);
  }
}
