// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.effect;

import dev.semel.Inbox;
import dev.semel.SemelException;
import dev.semel.spi.InboxEvent;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whether something that everybody needs is away, since when, and how long to wait before it is
 * tried again: the longer it is away, the longer, up to a bound. Thread-safe.
 */
public final class Outages {
  private static final long PAUSE_LEAST = Duration.ofMillis(50).toNanos();
  private static final long PAUSE_MOST = Duration.ofSeconds(5).toNanos();

  private final Inbox inbox;
  private final String codeOfOthers;
  private boolean away;
  private long since;
  private long tellAgainAt;

  /**
   * What may be away.
   *
   * @param codeOfOthers the code of a failure that has none of its own
   */
  public Outages(Inbox inbox, String codeOfOthers) {
    this.inbox = inbox;
    this.codeOfOthers = codeOfOthers;
  }

  /** Something failed; the pause before it is tried again, in nanoseconds. */
  public synchronized long failed(Exception cause) {
    long now = System.nanoTime();
    if (!away) {
      away = true;
      since = now;
      tellAgainAt = now;
    }
    long pause = pause(now - since);
    if (now - tellAgainAt >= 0) {
      tellAgainAt = now + pause;
      String code = cause instanceof SemelException known ? known.code() : codeOfOthers;
      inbox.tell(new InboxEvent.Outage(inbox.scope(), code, Duration.ofNanos(pause), cause));
    }
    return pause;
  }

  private static long pause(long lasting) {
    long bound = Math.max(PAUSE_LEAST, Math.min(PAUSE_MOST, lasting / 2));
    return bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2 + 1);
  }

  /** Something succeeded. */
  public synchronized void succeeded() {
    if (away) {
      away = false;
      inbox.tell(
          new InboxEvent.Recovered(inbox.scope(), Duration.ofNanos(System.nanoTime() - since)));
    }
  }
}
