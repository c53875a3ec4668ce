// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import java.time.Duration;

/**
 * How long things may take. Immutable.
 *
 * @param timeout of a call
 * @param skew by how much it may be longer
 * @param attempts after how many a person is asked
 */
public record Timing(
    Duration timeout, Duration skew, Duration firstPause, Duration longestPause, int attempts) {

  public static final Timing DEFAULT =
      new Timing(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          100);

  public Timing withTimeout(Duration given) {
    return new Timing(given, skew, firstPause, longestPause, attempts);
  }

  public Timing withSkew(Duration given) {
    return new Timing(timeout, given, firstPause, longestPause, attempts);
  }

  public Timing withPauses(Duration first, Duration longest) {
    return new Timing(timeout, skew, first, longest, attempts);
  }

  public Timing withAttempts(int given) {
    return new Timing(timeout, skew, firstPause, longestPause, given);
  }

  /** How long whoever is at it has it to himself: the call is surely over then. */
  Duration lease() {
    return timeout.plus(skew);
  }
}
