// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something a relay did or noticed. Immutable. */
public sealed interface RelayEvent extends SemelEvent {
  /** The name of the relay, the same for all its shares and processes. */
  String relay();

  /**
   * Messages were taken by the publisher.
   *
   * @param messages how many
   * @param resent how many of them this relay had handed over before
   */
  record Sent(String relay, int messages, int resent) implements RelayEvent {}

  /** A message was refused for good. It is parked, with its error. Worth an alarm. */
  record Refused(String relay, String messageId, String topic, String reason)
      implements RelayEvent {}

  /** A message was not taken, or nobody can say; it is sent again, with the same id. */
  record Retrying(String relay, String messageId, String topic, int attempts, Duration retryIn)
      implements RelayEvent {}

  /** A message was tried too often and is parked. Worth an alarm. */
  record GaveUp(String relay, String messageId, String topic, int attempts) implements RelayEvent {}

  /** A message had to be delivered by an instant that has passed; it was not sent. */
  record Expired(String relay, String messageId, String topic, Instant deliverBy)
      implements RelayEvent {}

  /**
   * Nothing gets through. No attempts are counted while this lasts.
   *
   * @param topic the destination that is closed, or null if it is the publisher as a whole
   * @param retryIn when a real batch is tried again
   */
  record Outage(String relay, @Nullable String topic, Duration retryIn) implements RelayEvent {}

  /**
   * Something gets through again.
   *
   * @param topic the destination that was closed, or null if it was the publisher as a whole
   * @param lasted how long it was closed
   */
  record Recovered(String relay, @Nullable String topic, Duration lasted) implements RelayEvent {}

  /**
   * A destination goes at its own pace from now on, because it is slow or closed; the others do not
   * wait for it. What it has to be sent is not part of {@link Lag} any more.
   */
  record Detached(String relay, String topic) implements RelayEvent {}

  /** A destination has caught up and goes with all others again. */
  record Attached(String relay, String topic) implements RelayEvent {}

  /**
   * This process sends from now on.
   *
   * @param share which share of the keys
   * @param fence grows with each change of the leader
   */
  record Leading(String relay, int share, long fence) implements RelayEvent {}

  /** This process sends no more: it closed, or another has taken its lease. */
  record Left(String relay, int share, boolean overtaken) implements RelayEvent {}

  /** The relay was stopped and waits for a person. Worth an alarm. */
  record Stopped(String relay, String reason) implements RelayEvent {}

  /**
   * A transaction that is still writing keeps what was committed after it from being sent.
   *
   * @param transaction what the database calls it
   * @param session the process id of its session on the server, or null where it is not shown
   * @param since when it began, or null where it is not shown
   */
  record HorizonHeld(
      String relay, String transaction, @Nullable Integer session, @Nullable Instant since)
      implements RelayEvent {}

  /**
   * How far behind a relay is, every few seconds while it leads.
   *
   * @param rows messages to be sent, counted up to a bound
   * @param oldest when the oldest of them was written, or null if there is none
   */
  record Lag(String relay, int share, long rows, @Nullable Instant oldest) implements RelayEvent {}

  /** The database was restored into another cluster; what was not sent was stamped anew. */
  record Restamped(String relay, long messages) implements RelayEvent {}

  /** A round failed and is tried again. */
  record Failed(String relay, String code, Exception cause) implements RelayEvent {}
}
