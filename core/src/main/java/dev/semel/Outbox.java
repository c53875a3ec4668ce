// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.outbox.Pending;
import dev.semel.internal.relay.Desk;
import dev.semel.internal.sql.ParkedRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages that leave if, and only if, the transaction they were written in committed; and what a
 * person can do about those that did not get through. Immutable and thread-safe.
 */
public final class Outbox {
  private final Doors doors;
  private final Desk desk;

  Outbox(Doors doors) {
    this.doors = doors;
    this.desk = new Desk(doors.dataSource(), doors.database(), doors.publishing().signal());
  }

  /**
   * Writes messages, in this order, in a transaction the caller has begun and will commit. For
   * messages of one key to be sent in the order of their transactions, write them after the
   * transaction has locked what they are about.
   *
   * @param connection not in auto-commit mode
   * @throws LedgerException {@code SEMEL-001} if it is
   */
  public void publish(Connection connection, Message... messages) {
    publish(connection, List.of(messages));
  }

  /** The same. */
  public void publish(Connection connection, List<Message> messages) {
    Pending pending = doors.publishing().pending();
    messages.forEach(pending::add);
    String what = "%d messages for the outbox".formatted(messages.size());
    try {
      if (connection.getAutoCommit()) {
        throw new LedgerException(
            "SEMEL-001",
            ("%s were published on a connection in auto-commit mode: they would commit apart from"
                    + " what they tell of, and a crash between the two loses one or invents the"
                    + " other. Call setAutoCommit(false) first")
                .formatted(what));
      }
      pending.send(connection, doors.database().outbox());
    } catch (SQLException e) {
      throw Failures.of(what, "while they were written", e);
    }
    doors.publishing().signal().ring();
  }

  /**
   * Messages a relay could not send and that wait for a decision, in the order they were written.
   */
  public List<Parked> parked(String relay, int max) {
    return desk.parked(relay, null, max).stream().map(Outbox::parked).toList();
  }

  /** The same for one topic. */
  public List<Parked> parked(String relay, String topic, int max) {
    return desk.parked(relay, topic, max).stream().map(Outbox::parked).toList();
  }

  /**
   * Tries a parked message again, under the same id; those behind it in its key follow.
   *
   * @throws LedgerException {@code SEMEL-043} if it is not parked
   */
  public void retry(String relay, String messageId) {
    desk.retry(relay, messageId);
  }

  /**
   * Gives a parked message up, so that those behind it in its key go. The decision is kept in
   * {@code semel_outbox_decision}.
   *
   * @param reason for whoever asks later
   * @throws LedgerException {@code SEMEL-043} if it is not parked
   */
  public void skip(String relay, String messageId, String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException(
          "SEMEL-043 message %s is to be skipped without a reason".formatted(messageId));
    }
    desk.skip(relay, messageId, reason);
  }

  /** Stops a relay in all processes until it is {@link #resume resumed}. */
  public void pause(String relay, String reason) {
    desk.pause(relay, reason);
  }

  /** Lets a relay go on that was paused, or stopped by a refusal. */
  public void resume(String relay) {
    desk.pause(relay, null);
  }

  /**
   * Forgets a relay that is not used any more, with what it holds; the log does not wait for it
   * then.
   */
  public void forget(String relay) {
    desk.forget(relay);
  }

  /** All relays that are known here, share by share. */
  public List<Standing> relays() {
    return desk.standings().stream().map(Outbox::standing).toList();
  }

  private static Parked parked(ParkedRow row) {
    return new Parked(
        row.messageId(),
        row.topic(),
        Optional.ofNullable(row.key()),
        row.attempts(),
        String.valueOf(row.error()),
        row.createdAt(),
        row.heldAt(),
        row.behind());
  }

  private static Standing standing(Desk.Standing standing) {
    return new Standing(
        standing.row().name().name(),
        standing.row().name().share(),
        standing.row().name().shares(),
        Optional.ofNullable(standing.row().owner()),
        Optional.ofNullable(standing.row().pause()),
        standing.backlog().rows(),
        Optional.ofNullable(standing.backlog().oldest()),
        horizon(standing),
        standing.parked(),
        standing.row().expired());
  }

  private static Optional<Horizon> horizon(Desk.Standing standing) {
    String transaction = standing.backlog().transaction();
    return transaction == null
        ? Optional.empty()
        : Optional.of(
            new Horizon(
                transaction,
                standing.backlog().hidden(),
                standing.backlog().session(),
                standing.backlog().since()));
  }

  /**
   * A message that waits for a decision. Immutable.
   *
   * @param attempts how often it was tried
   * @param error what was said about it
   * @param behind how many later messages of its key wait for it
   */
  public record Parked(
      String messageId,
      String topic,
      Optional<String> key,
      int attempts,
      String error,
      Instant writtenAt,
      Instant parkedAt,
      long behind) {}

  /**
   * How a share of a relay stands. Immutable.
   *
   * @param owner who leads now
   * @param paused why it is stopped
   * @param backlog messages to be sent, besides those that are held; counted up to a bound
   * @param oldest when the oldest of them was written
   * @param horizon who keeps messages from being read
   * @param parked messages of all shares that wait for a decision
   * @param expired messages that were not sent in time, since the beginning
   */
  public record Standing(
      String relay,
      int share,
      int shares,
      Optional<String> owner,
      Optional<String> paused,
      long backlog,
      Optional<Instant> oldest,
      Optional<Horizon> horizon,
      long parked,
      long expired) {}

  /**
   * A transaction that is still writing, so that what was committed after it began cannot be put in
   * order yet. Immutable.
   *
   * @param hidden how many messages wait for its end
   * @param session its process id on the server, where that is shown
   * @param since when it began, where that is shown
   */
  public record Horizon(
      String transaction, long hidden, @Nullable Integer session, @Nullable Instant since) {}
}
