// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition by asking again and again. */
final class Eventually {
  private static final Duration MAX = Duration.ofSeconds(30);

  private Eventually() {}

  static void holds(String what, Callable<Boolean> condition) throws Exception {
    long began = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - began > MAX.toNanos()) {
        throw new AssertionError("not within " + MAX + ": " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
