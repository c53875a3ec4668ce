// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something a consumer did or noticed. Immutable. */
public sealed interface InboxEvent extends SemelEvent {
  /** Who consumes: the scope its messages are deduplicated in. */
  String scope();

  /**
   * Messages were taken from the broker and are settled.
   *
   * @param delivered how many there were
   * @param applied effects that happened now
   * @param duplicates messages whose effect had happened before
   * @param held messages that could not be applied now and are kept in the database
   * @param took the time this took in the database and in the effects
   */
  record Taken(String scope, int delivered, int applied, int duplicates, int held, Duration took)
      implements InboxEvent {}

  /** An effect failed; the message is tried again, and those of its key wait for it. */
  record Retrying(
      String scope, String messageId, String lane, int attempts, Duration retryIn, String error)
      implements InboxEvent {}

  /**
   * Messages that were held are settled. They were counted as delivered when they were taken.
   *
   * @param applied effects that happened now
   * @param duplicates messages whose effect had happened before
   * @param took the time this took, with what was tried in vain
   */
  record Retried(String scope, int applied, int duplicates, Duration took) implements InboxEvent {}

  /** A message waits for a person. Worth an alarm. */
  record Parked(
      String scope, @Nullable String messageId, String lane, long number, Why why, String error)
      implements InboxEvent {}

  /** Why a message waits for a person. */
  enum Why {
    /** Its effect failed too often. */
    FAILED,
    /** The process died too often while it was applied. */
    DEADLY,
    /** Nobody can tell it from another. */
    NO_IDENTITY,
    /** Its id came before, with another body. */
    CONFLICT,
    /** It is older than the memory of its scope. */
    FORGOTTEN,
    /** It cannot be read: too large, without a body, not decodable. */
    UNFIT
  }

  /** Nothing can be applied, most often because the database is away; it is tried again. */
  record Outage(String scope, String code, Duration retryIn, Exception cause)
      implements InboxEvent {}

  /** Something is applied again. */
  record Recovered(String scope, Duration lasted) implements InboxEvent {}

  /** How far behind a lane is, every few seconds. */
  record Lag(String scope, String lane, long messages, @Nullable Instant oldest)
      implements InboxEvent {}

  /** Lanes are consumed here from now on. */
  record Assigned(String scope, List<String> lanes) implements InboxEvent {}

  /**
   * Lanes are consumed elsewhere from now on.
   *
   * @param lost true if that was found out too late to say where we were
   */
  record Revoked(String scope, List<String> lanes, boolean lost) implements InboxEvent {}

  /**
   * The database holds less than was taken from the broker, as after a restore or a failover that
   * lost commits; the lane is consumed again from there. Worth an alarm.
   */
  record Rewound(String scope, String lane, long from, long to) implements InboxEvent {}

  /** The database is another one, or another life of it, than the last time. Worth an alarm. */
  record DatabaseReplaced(String scope, String before, String now) implements InboxEvent {}

  /** The source was deleted and made again; it is consumed from its beginning. Worth an alarm. */
  record SourceReplaced(String scope, String source, String before, String now)
      implements InboxEvent {}
}
