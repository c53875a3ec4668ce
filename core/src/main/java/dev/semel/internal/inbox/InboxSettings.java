// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Inbox;
import dev.semel.internal.held.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen for an inbox. Immutable.
 *
 * @param attemptsMax how often an effect is tried before its message is parked
 * @param retries how long a message waits that failed
 * @param parkingAlone whether the later messages of a key overtake one that is parked
 * @param byPlace whether messages are told by their place instead of their id
 */
public record InboxSettings(
    String scope,
    int attemptsMax,
    Backoff retries,
    boolean parkingAlone,
    boolean byPlace,
    Inbox.@Nullable DeadLetters deadLetters) {

  /** After so many attempts in a row that nobody came back from, a message is parked. */
  public static final int DEATHS_MAX = 3;

  public InboxSettings(String scope) {
    this(scope, 10, new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5)), false, false, null);
  }

  public InboxSettings withAttemptsMax(int attempts) {
    return new InboxSettings(scope, attempts, retries, parkingAlone, byPlace, deadLetters);
  }

  public InboxSettings withRetries(Backoff backoff) {
    return new InboxSettings(scope, attemptsMax, backoff, parkingAlone, byPlace, deadLetters);
  }

  public InboxSettings withParkingAlone() {
    return new InboxSettings(scope, attemptsMax, retries, true, byPlace, deadLetters);
  }

  public InboxSettings withDeadLetters(Inbox.DeadLetters letters) {
    return new InboxSettings(scope, attemptsMax, retries, parkingAlone, byPlace, letters);
  }

  public InboxSettings withPlaces() {
    return new InboxSettings(scope, attemptsMax, retries, parkingAlone, true, deadLetters);
  }

  long retryInMillis(int attempts) {
    return retries.nanos(attempts) / 1_000_000;
  }
}
