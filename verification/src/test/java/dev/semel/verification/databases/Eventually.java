// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.databases;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for conditions. The one place of the contract tests that sleeps. */
public final class Eventually {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private Eventually() {}

  /** Whether the condition came true within half a minute. */
  public static boolean is(BooleanSupplier condition) {
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - began > BOUND.toNanos()) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** Fails if the condition does not come true. */
  public static void holds(String what, BooleanSupplier condition) {
    if (!is(condition)) {
      throw new AssertionError("did not come true within " + BOUND + ": " + what);
    }
  }
}
