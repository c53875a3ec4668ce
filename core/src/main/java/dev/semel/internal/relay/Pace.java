// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import java.time.Duration;

/**
 * How long to wait before looking again: a moment while there is something, longer and longer while
 * there is nothing. For the thread of the relay.
 */
final class Pace {
  private static final long SHORTEST = Duration.ofMillis(1).toNanos();
  private static final long LONGEST = Duration.ofMillis(50).toNanos();

  private long next = SHORTEST;

  void busy() {
    next = SHORTEST;
  }

  long pause() {
    long now = next;
    next = Math.min(LONGEST, next * 2);
    return now;
  }
}
