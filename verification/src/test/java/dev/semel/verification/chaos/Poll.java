// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition by asking again and again. */
final class Poll {
  private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();

  private Poll() {}

  static void until(String what, Duration max, Callable<Boolean> condition) throws Exception {
    long began = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - began > max.toNanos()) {
        throw new AssertionError("not within " + max + ": " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
