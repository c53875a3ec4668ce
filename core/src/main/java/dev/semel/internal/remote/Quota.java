// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import java.util.concurrent.TimeUnit;

/** So many a second, evenly, and at most so many at once after a pause. Thread-safe. */
final class Quota {
  private final long nanosEach;
  private long next = System.nanoTime();

  Quota(int perSecond) {
    this.nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  /** Takes one if there is one now. */
  synchronized boolean take() {
    long now = System.nanoTime();
    if (next - now > 0) {
      return false;
    }
    // What was not used before is gone: a gateway that is back is not flooded.
    next = Math.max(next, now - nanosEach) + nanosEach;
    return true;
  }

  /** How long until there is one. */
  synchronized long nanosLeft() {
    return Math.max(0, next - System.nanoTime());
  }
}
