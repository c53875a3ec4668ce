// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.Relay;
import dev.semel.internal.held.Backoff;
import dev.semel.internal.sql.RelayName;
import java.time.Duration;

/**
 * What was chosen for a relay. Immutable.
 *
 * @param owner what this process is called among those that could lead
 * @param batchSizeMax how many messages are handed over at once
 * @param answerWithin after which time without an answer nobody knows
 * @param attemptsMax how often a message is tried that fails by itself
 */
public record RelaySettings(
    RelayName name,
    String owner,
    int batchSizeMax,
    Duration lease,
    Duration answerWithin,
    int attemptsMax,
    Backoff retries,
    Backoff outages,
    Relay.OnRefusal onRefusal) {

  /** Whether a parked message keeps the later ones of its key back. */
  boolean holdsKey() {
    return onRefusal != Relay.OnRefusal.PARK_MESSAGE;
  }

  /** Whether a parked message stops the relay. */
  boolean stops() {
    return onRefusal == Relay.OnRefusal.STOP;
  }

  /** How many messages a lane keeps on their way. */
  int windowMax() {
    return 4 * batchSizeMax;
  }

  /** How many bytes of bodies a lane keeps on their way. */
  long windowBytesMax() {
    return 16L * 1024 * 1024;
  }
}
