// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The idempotency keys the provider remembers, each for a window of time. Thread-safe. */
final class KeyWindow {
  /** What becomes of a request with a key; the answer is there where it is ANSWERED. */
  record Turn(Kind kind, @Nullable Answer answer) {
    enum Kind {
      GOES_ON,
      ANSWERED,
      ANOTHER_REQUEST,
      IN_PROGRESS
    }
  }

  /** Its answer is missing while its first request is in progress. */
  private record Known(String request, Instant since, @Nullable Answer answer) {}

  private final InstantSource clock;
  private final Duration window;
  private final Duration waitMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Known> known = new HashMap<>();

  /**
   * @param waitMax how long a request waits for another with its key; zero for not at all
   */
  KeyWindow(InstantSource clock, Duration window, Duration waitMax) {
    this.clock = clock;
    this.window = window;
    this.waitMax = waitMax;
  }

  Turn begin(@Nullable String key, String request) throws InterruptedException {
    if (key == null) {
      return new Turn(Turn.Kind.GOES_ON, null);
    }
    lock.lock();
    try {
      Turn turn = turn(key, request);
      for (long left = waitMax.toNanos();
          turn.kind() == Turn.Kind.IN_PROGRESS && left > 0;
          turn = turn(key, request)) {
        left = changed.awaitNanos(left);
      }
      return turn;
    } finally {
      lock.unlock();
    }
  }

  private Turn turn(String key, String request) {
    Instant now = clock.instant();
    Known before = known.get(key);
    if (before == null || isForgotten(before, now)) {
      known.put(key, new Known(request, now, null));
      return new Turn(Turn.Kind.GOES_ON, null);
    }
    if (!before.request().equals(request)) {
      return new Turn(Turn.Kind.ANOTHER_REQUEST, null);
    }
    Answer answer = before.answer();
    return new Turn(answer == null ? Turn.Kind.IN_PROGRESS : Turn.Kind.ANSWERED, answer);
  }

  private boolean isForgotten(Known before, Instant now) {
    return before.answer() != null && !now.isBefore(before.since().plus(window));
  }

  /** The request with this key is done, and this is what each repetition is answered. */
  void settle(@Nullable String key, Answer answer) {
    if (key != null) {
      change(
          () ->
              known.computeIfPresent(
                  key, (k, before) -> new Known(before.request(), before.since(), answer)));
    }
  }

  /** The request with this key did nothing: the next one with it is the first. */
  void release(@Nullable String key) {
    if (key != null) {
      change(() -> known.remove(key));
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
