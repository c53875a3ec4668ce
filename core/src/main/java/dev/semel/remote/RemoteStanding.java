// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A remote effect as the journal has it, without what was asked for. Immutable.
 *
 * @param gatewayKey what the gateway was told as the key
 * @param attempts how often it was, or may have been, sent
 * @param since when it came into its state
 * @param due when somebody looks at it again
 * @param reference what the gateway calls it
 * @param why it stands like this
 */
public record RemoteStanding(
    String subject,
    String gatewayKey,
    RemoteState state,
    int attempts,
    Instant created,
    Instant since,
    Optional<Instant> firstSent,
    Optional<Instant> lastSent,
    Optional<Instant> due,
    Optional<String> reference,
    Optional<String> why) {

  /** What somebody has said about it. */
  public record Evidence(Instant at, String source, String says, @Nullable String detail) {}
}
