// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import dev.semel.internal.held.Backoff;
import dev.semel.internal.inbox.Deaths;
import dev.semel.internal.inbox.InboxDesk;
import dev.semel.internal.inbox.InboxSettings;
import dev.semel.internal.inbox.KnownLines;
import dev.semel.internal.inbox.Places;
import dev.semel.internal.inbox.Retries;
import dev.semel.internal.inbox.Taking;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.ledger.Settings;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a consumer was delivered: applies it once, keeps what cannot be applied now, in order per
 * key, and lets people decide about what never can. For adapters of brokers, which acknowledge what
 * {@link #take} has settled, and for operators. Immutable and thread-safe.
 */
public final class Inbox {
  private final Doors doors;
  private final Settings patience;
  private final InboxSettings settings;
  private final KnownLines known;
  private final Deaths deaths;
  private final Places places;
  private final Taking taking;
  private final Retries retries;
  private final InboxDesk desk;

  Inbox(Doors doors, Settings patience, String scope) {
    this(
        doors,
        patience,
        new InboxSettings(Scope.named(scope).name()),
        new KnownLines(),
        new Deaths(doors.dataSource(), doors.database().progress(), scope),
        new Places(doors, scope));
  }

  private Inbox(
      Doors doors,
      Settings patience,
      InboxSettings settings,
      KnownLines known,
      Deaths deaths,
      Places places) {
    this.doors = doors;
    this.patience = patience;
    this.settings = settings;
    this.known = known;
    this.deaths = deaths;
    this.places = places;
    this.taking = new Taking(doors, patience, settings, known);
    this.retries = new Retries(doors, patience, settings);
    this.desk = new InboxDesk(doors.dataSource(), doors.database().inbox(), settings.scope());
  }

  private Inbox with(InboxSettings other) {
    return new Inbox(doors, patience, other, known, deaths, places);
  }

  /** How often an effect is tried before its message is parked; 10 by default. */
  public Inbox attemptsMax(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException(
          "attemptsMax(%d); an effect has to be tried 1 time at least".formatted(attempts));
    }
    return with(settings.withAttemptsMax(attempts));
  }

  /**
   * How long a message waits that failed: anything up to a bound that begins with the first and
   * doubles up to the longest; 1 second and 5 minutes by default.
   */
  public Inbox retryingAfter(Duration first, Duration longest) {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "retryingAfter(%s, %s); the first must be longer than nothing and the longest no shorter"
              .formatted(first, longest));
    }
    return with(settings.withRetries(new Backoff(first, longest)));
  }

  /**
   * Lets the later messages of a key overtake one that is parked; they wait behind it by default.
   */
  public Inbox parkingAlone() {
    return with(settings.withParkingAlone());
  }

  /**
   * Publishes a message for each that is parked, in the transaction that parks it; see {@link
   * Outbox}.
   */
  public Inbox deadLetters(DeadLetters deadLetters) {
    return with(settings.withDeadLetters(Objects.requireNonNull(deadLetters, "deadLetters")));
  }

  /**
   * Tells messages by their place instead of their id, with one row per lane and none per message.
   * Catches what a broker delivers again, never what a producer sent twice.
   */
  public Inbox byPlace() {
    return with(settings.withPlaces());
  }

  public String scope() {
    return settings.scope();
  }

  /** How long the scope remembers ids. */
  public Duration horizon() {
    try {
      return doors.scopes().horizon(doors.dataSource(), settings.scope());
    } catch (SQLException e) {
      throw Failures.of("the scope " + settings.scope(), "while it was looked up", e);
    }
  }

  /**
   * Settles messages: each is applied now, or had been, or is kept in the database to be applied
   * later or decided on. What is settled may be acknowledged, whatever became of it. The messages
   * of one key come in the order of their lane and in one call at a time; {@link #byPlace} those of
   * one lane do.
   *
   * @throws SemelException if that cannot be said; some may be settled all the same, and all may be
   *     given again
   */
  public Taken take(List<IncomingMessage> messages, Effect.ForEach<IncomingMessage> effect) {
    return deaths.take(messages, taking.with(effect));
  }

  /**
   * Like {@link #take}, for the first messages of lanes that were assigned to this process: those
   * until the place in the lane has been written down once, to the broker or to the database. One
   * of them may have ended a process before; if so they are applied one by one, each attempt
   * written down before, and one that has ended three processes is parked. All others in this
   * process wait meanwhile, so that no other message of the scope is taken for it; somebody who
   * kills the process three times in the middle of one message is.
   */
  public Taken takeFirst(List<IncomingMessage> messages, Effect.ForEach<IncomingMessage> effect) {
    return deaths.takeFirst(messages, taking.with(effect));
  }

  /**
   * Applies held messages whose time has come, as many as can be done in a moment. Safe to run in
   * any number of processes. One that was parked without being looked at comes here if somebody
   * decided so, with the reason still in it: the effect must throw if it cannot be applied.
   *
   * @return how many were settled or tried
   * @throws SemelException if the database cannot be asked or told
   */
  public int retry(Effect.ForEach<IncomingMessage> effect) {
    return deaths.beside(() -> retries.retry(effect));
  }

  /** To be called when lanes are assigned to this process, after its place in them is known. */
  public void assigned(Collection<IncomingMessage.Lane> lanes) {
    Objects.requireNonNull(lanes, "lanes");
    taking.readLines();
  }

  /**
   * The next number of each lane, as far as the database knows one; see {@link #reached}. To be
   * asked when a lane is assigned, since from here on it is noticed that the server was replaced. A
   * lane that is not in the answer counts as 0: one that is not to be consumed from there is said
   * to have {@code reached} its beginning before its first message.
   */
  public Map<IncomingMessage.Lane, Long> positions(Collection<IncomingMessage.Lane> lanes) {
    return places.positions(lanes);
  }

  /**
   * Writes down how far lanes are settled, for consumers that keep their place in the database of
   * the effects. To be called after {@link #take} has settled all before it, and now and then in
   * between, since it finds out whether the database has lost something. On PostgreSQL that is also
   * said where the server itself was replaced or began anew since the last call: what was applied
   * meanwhile may have been on the other one. Elsewhere servers have no name that tells, so there a
   * failover that loses commits must not come between {@link #take} and this.
   *
   * @return for each lane of which the database knew less than {@code from}, or may have lost some
   *     after it, the number it knows: from there the lane is to be consumed again, and nothing was
   *     written down for it
   */
  public Map<IncomingMessage.Lane, Long> reached(Map<IncomingMessage.Lane, Progress> progress) {
    return places.reached(progress, settings.byPlace());
  }

  /** Tells the listener and the log what an adapter did or noticed. */
  public void tell(InboxEvent event) {
    doors.telemetry().tell(event);
  }

  /** Messages that wait for a decision, in the order in which they were parked. */
  public List<Parked> parked(int max) {
    return desk.parked(max);
  }

  /** How much is held. */
  public Standing standing() {
    return desk.standing();
  }

  /**
   * Tries a parked message again, as if for the first time; those behind it in its key follow.
   *
   * @param number see {@link Parked#number}
   * @throws LedgerException {@code SEMEL-058} if it is not parked
   */
  public void retry(long number) {
    desk.retry(number);
  }

  /**
   * Gives a parked message up, so that those behind it in its key go. The decision is kept in
   * {@code semel_inbox_decision}.
   *
   * @param reason for whoever asks later
   * @throws LedgerException {@code SEMEL-058} if it is not parked
   */
  public void skip(long number, String reason) {
    desk.skip(number, reason);
  }

  @Override
  public String toString() {
    return "inbox " + settings.scope();
  }

  /** What is published about a message that is parked. */
  @FunctionalInterface
  public interface DeadLetters {
    Message of(IncomingMessage message, InboxEvent.Why why, String error, int attempts);
  }

  /**
   * What became of messages that were taken. Immutable.
   *
   * @param held kept to be tried again, behind another of their key, or parked
   * @param parked of those, the ones that were parked now
   */
  public record Taken(int applied, int duplicates, int held, int parked) {}

  /**
   * How far a lane is settled.
   *
   * @param from what the caller believes the database knows: the {@code to} of the last call, or
   *     what {@link #positions} said
   * @param to the next number to be consumed
   */
  public record Progress(long from, long to) {}

  /**
   * A message that waits for a decision. Immutable.
   *
   * @param number what it is called here
   * @param behind how many later messages of its key wait for it
   */
  public record Parked(
      long number,
      Optional<String> messageId,
      String lane,
      long place,
      Optional<String> key,
      InboxEvent.Why why,
      int attempts,
      String error,
      Instant heldAt,
      long behind) {}

  /** How much a consumer holds. Immutable. */
  public record Standing(long waiting, long parked, long behind, Optional<Instant> oldest) {}
}
