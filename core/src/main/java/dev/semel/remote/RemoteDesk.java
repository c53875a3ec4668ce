// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import dev.semel.internal.remote.Desk;
import java.util.List;
import java.util.Optional;

/**
 * What people, webhooks and reconciliation do about the effects of one kind. Whoever comes first
 * has ended an effect; what contradicts that is written down beside it and changes nothing.
 * Immutable and thread-safe.
 *
 * @param <R> the result of the effect
 */
public sealed interface RemoteDesk<R> permits Desk {

  Optional<RemoteStanding> find(String subject);

  /** Those in a state, the oldest first. */
  List<RemoteStanding> in(RemoteState state, int max);

  /** All that was said about one, in the order in which it was. */
  List<RemoteStanding.Evidence> evidence(String subject);

  /** Which one the gateway was told this key for. */
  Optional<String> subjectOf(String gatewayKey);

  /** Which one the gateway calls so. */
  Optional<String> subjectOfReference(String reference);

  /**
   * It is known to have happened.
   *
   * @param source who says so, such as {@code webhook} or {@code person alice}
   * @return how it ended, which is not as was said if somebody else was first
   * @throws java.util.NoSuchElementException if there is no such effect
   */
  RemoteOutcome<R> succeeded(String subject, R result, String source, String reason);

  /** It is known not to have happened, and that it will not. */
  RemoteOutcome<R> failed(String subject, String source, String reason);

  /**
   * Nobody waits for a person any more: what is parked is taken up like what is in doubt.
   *
   * @return false if it is not parked
   */
  boolean release(String subject, String source, String reason);

  /** Asks the gateway about one that is in doubt or parked, and sends nothing. */
  RemoteOutcome<R> probe(String subject);
}
