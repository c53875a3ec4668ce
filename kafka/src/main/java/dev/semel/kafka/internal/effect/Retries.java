// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.effect;

import dev.semel.Inbox;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks now and then for kept messages whose time has come. Shared by the workers of a shard, of
 * whom one looks at a time. Thread-safe.
 */
public final class Retries {
  private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();
  private static final int ROUNDS_MAX = 1_000;

  private final Inbox inbox;
  private final Application<?> application;
  private final Outages outages;
  private final ReentrantLock turn = new ReentrantLock();
  private long dueAt = System.nanoTime();

  public Retries(Inbox inbox, Application<?> application, Outages outages) {
    this.inbox = inbox;
    this.application = application;
    this.outages = outages;
  }

  /** One round if it is time; sooner again if there was anything. */
  public void ifDue() {
    if (turn.tryLock()) {
      try {
        if (System.nanoTime() - dueAt >= 0) {
          look();
        }
      } finally {
        turn.unlock();
      }
    }
  }

  private void look() {
    long now = System.nanoTime();
    try {
      int tried = inbox.retry(application.again());
      outages.succeeded();
      dueAt = tried > 0 ? now : System.nanoTime() + PAUSE_NANOS;
    } catch (RuntimeException e) {
      dueAt = System.nanoTime() + outages.failed(e);
    }
  }

  /** All that are due now. */
  public void now() {
    int rounds = 0;
    while (inbox.retry(application.again()) > 0 && rounds < ROUNDS_MAX) {
      rounds++;
    }
  }
}
