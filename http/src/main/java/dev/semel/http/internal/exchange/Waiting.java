// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The wait of one request for another with its key: it holds a place among the waiters and nothing
 * else, and asks at growing intervals. For one thread.
 */
final class Waiting implements AutoCloseable {
  private static final long FIRST_MILLIS = 5;
  private static final long LONGEST_MILLIS = 250;

  private final Waiters waiters;
  private final long patience;
  private final long began = System.nanoTime();
  private long pause = FIRST_MILLIS;
  private boolean placed;
  private boolean over;

  Waiting(Waiters waiters, Duration patience) {
    this.waiters = waiters;
    this.patience = patience.toNanos();
  }

  /** Whether there is time left, and a place, which is taken by asking. */
  boolean possible() {
    if (over || patience == 0 || left() <= 0) {
      return false;
    }
    placed = placed || waiters.enter();
    return placed;
  }

  /** Waits a little. Who is interrupted waits no more. */
  void pause() {
    long nanos = Math.min(left(), TimeUnit.MILLISECONDS.toNanos(pause));
    long jittered = nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
    pause = Math.min(LONGEST_MILLIS, pause * 2);
    try {
      TimeUnit.NANOSECONDS.sleep(jittered);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      over = true;
    }
  }

  boolean waited() {
    return placed;
  }

  Duration took() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private long left() {
    return patience - (System.nanoTime() - began);
  }

  @Override
  public void close() {
    if (placed) {
      waiters.leave();
    }
  }
}
