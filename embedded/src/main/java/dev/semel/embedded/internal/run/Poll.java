// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The one place that waits for something nobody will announce: a foreign process or lock. */
public final class Poll {
  private static final long PAUSE_MILLIS = 10;

  private Poll() {}

  /**
   * Runs to the end although the thread may be interrupted, and keeps the interrupt for later. An
   * interrupted thread can read no file, not even whether a process is gone.
   */
  public static void undisturbed(Runnable action) {
    boolean interrupted = Thread.interrupted();
    try {
      action.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * True as soon as the condition holds, false if it does not within the time.
   *
   * <p>An interrupt does not end the wait, which would leave processes behind, but is kept.
   */
  public static boolean until(Duration atMost, BooleanSupplier condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    boolean interrupted = false;
    try {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - deadline > 0) {
          return false;
        }
        try {
          Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
