// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.internal.held.Backoff;
import java.time.Duration;

/**
 * Whether a gateway is left alone, since nobody answers there: after some failures in a row one
 * effect at a time is tried, with growing pauses. Thread-safe.
 */
final class Breaker {
  private static final int FAILURES = 5;
  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private int failures;
  private long trialAt;

  /** Whether one may be tried now; where all is not well, only one may. */
  synchronized boolean mayTry(long now) {
    if (failures < FAILURES) {
      return true;
    }
    if (now - trialAt < 0) {
      return false;
    }
    trialAt = now + PAUSES.longest().toNanos();
    return true;
  }

  synchronized void met(Met met, long now) {
    if (met == Met.NOTHING) {
      trialAt = now;
    } else if (met == Met.ANSWER) {
      failures = 0;
    } else {
      failures++;
      trialAt = now + PAUSES.nanos(Math.max(1, failures - FAILURES + 1));
    }
  }
}
