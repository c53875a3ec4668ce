// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A bounded wait in growing, jittered steps. For one thread. */
public final class Waiting {
  private static final long FIRST_NANOS = Duration.ofMillis(1).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMillis(50).toNanos();

  private final long began = System.nanoTime();
  private final Duration bound;
  private long step = FIRST_NANOS;

  public Waiting(Duration bound) {
    this.bound = bound;
  }

  /**
   * Waits one step.
   *
   * @return false if the bound is reached or the thread was interrupted, which it still is then
   */
  public boolean pause() {
    long left = bound.toNanos() - (System.nanoTime() - began);
    if (left <= 0) {
      return false;
    }
    long jittered = step / 2 + ThreadLocalRandom.current().nextLong(step / 2 + 1);
    step = Math.min(step * 2, LONGEST_NANOS);
    return slept(Math.min(left, jittered));
  }

  /**
   * Waits until there is something to see.
   *
   * @return false if the bound is reached before, or the thread was interrupted, which it still is
   */
  public boolean pause(Duration time) {
    long left = bound.toNanos() - (System.nanoTime() - began);
    return left >= time.toNanos() && slept(time.toNanos());
  }

  private static boolean slept(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public Duration waited() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** What is left of the bound, but never less than a moment. */
  int millisLeft() {
    return (int) Math.max(20, Math.min(Integer.MAX_VALUE, bound.minus(waited()).toMillis()));
  }
}
