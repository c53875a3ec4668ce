// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.held.Backoff;

/** Whether a lane is closed because nothing gets through. For the thread of the relay. */
final class Breaker {
  private final Backoff backoff;
  private int failures;
  private long openedAt;
  private long trialAt;

  Breaker(Backoff backoff) {
    this.backoff = backoff;
  }

  boolean isOpen() {
    return failures > 0;
  }

  /** Whether a real batch may be tried. */
  boolean mayTry(long now) {
    return failures == 0 || now - trialAt >= 0;
  }

  /**
   * Nothing got through.
   *
   * @return how long to wait, in nanoseconds
   */
  long failed(long now) {
    if (failures == 0) {
      openedAt = now;
    }
    failures++;
    long wait = backoff.nanos(failures);
    trialAt = now + wait;
    return wait;
  }

  /**
   * Something got through.
   *
   * @return for how long nothing did, in nanoseconds, or -1 if it was not closed
   */
  long succeeded(long now) {
    if (failures == 0) {
      return -1;
    }
    failures = 0;
    return now - openedAt;
  }

  long trialAt() {
    return trialAt;
  }
}
