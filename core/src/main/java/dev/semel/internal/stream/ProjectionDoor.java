// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.stream;

import dev.semel.Fingerprint;
import dev.semel.LedgerException;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.sql.ParkedEvent;
import dev.semel.internal.sql.PerKind;
import dev.semel.internal.sql.StreamName;
import dev.semel.internal.sql.StreamRow;
import dev.semel.internal.sql.StreamSql;
import dev.semel.internal.sql.Uuids;
import dev.semel.recipe.Projection;
import dev.semel.recipe.Projection.Answer;
import dev.semel.recipe.Projection.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The door of projections. Immutable.
 *
 * <p>The row of the stream is locked first, so deliveries to one stream follow each other. A parked
 * event is never the next one: when its time comes it is applied in the transaction of the event
 * that was missing.
 *
 * @param <X> what applying an event may throw
 */
public final class ProjectionDoor<X extends Exception> {
  private final PerKind<StreamSql> sql;
  private final String scope;
  private final Limits limits;
  private final Projection.Applying<X> applying;

  public ProjectionDoor(
      PerKind<StreamSql> sql, String scope, Limits limits, Projection.Applying<X> applying) {
    this.sql = sql;
    this.scope = scope;
    this.limits = limits;
    this.applying = applying;
  }

  /**
   * What can be chosen. Immutable.
   *
   * @param first the first sequence of every stream
   * @param parkedMax how many events of a stream may wait
   * @param bodyBytesMax the largest event that may wait
   */
  public record Limits(long first, int parkedMax, int bodyBytesMax) {}

  /** Delivers an event once more. */
  public Answer deliver(Connection c, Event event) throws X {
    StreamName stream = StreamNames.stream(scope, event.stream());
    if (event.sequence() < 0 || event.sequence() == Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the sequence %d of an event; it needs to be 0 or more".formatted(event.sequence()));
    }
    String what = what(stream, event.sequence());
    StreamRow row = locked(c, stream, what);
    UUID fingerprint = Uuids.of(Fingerprint.of(event.body()).bytes());
    if (event.sequence() < row.next()) {
      return repeated(row, event.sequence(), fingerprint, what);
    }
    if (event.sequence() > row.next()) {
      return parked(
          c, stream, row, new ParkedEvent(event.sequence(), fingerprint, event.body()), what);
    }
    List<ParkedEvent> run = new ArrayList<>();
    run.add(new ParkedEvent(event.sequence(), fingerprint, event.body()));
    return applied(c, stream, row, run, what);
  }

  private static String what(StreamName stream, long sequence) {
    return "event %d of %s".formatted(sequence, stream);
  }

  /** Gives up waiting for the events before a sequence. */
  public Answer skipTo(Connection c, String streamName, long next) throws X {
    StreamName stream = StreamNames.stream(scope, streamName);
    String what = "the skip to %d of %s".formatted(next, stream);
    StreamRow row = locked(c, stream, what);
    if (next <= row.next()) {
      return new Answer.Repeated(row.next());
    }
    ParkedEvent head = head(c, stream, row, what);
    if (head != null && head.sequence() < next) {
      throw new LedgerException(
          "SEMEL-037",
          ("%s would drop event %d, which is parked and was acknowledged; nothing was skipped. Skip"
                  + " to %d first")
              .formatted(what, head.sequence(), head.sequence()));
    }
    StreamRow skipped = new StreamRow(next, row.parked(), RecentEvents.none().bytes());
    return applied(c, stream, skipped, new ArrayList<>(), what);
  }

  /** How far a stream is; asks without waiting. */
  public Projection.Progress progress(Connection c, String streamName) {
    StreamName stream = StreamNames.stream(scope, streamName);
    try {
      StreamRow row = sql.on(c).look(c, stream.id());
      return row == null
          ? new Projection.Progress(limits.first(), 0)
          : new Projection.Progress(row.next(), row.parked());
    } catch (SQLException e) {
      throw Failures.of(stream, "while its progress was read", e);
    }
  }

  private StreamRow locked(Connection c, StreamName stream, String what) {
    try {
      Within.transaction(c, what);
      return sql.on(c).lock(c, stream, limits.first());
    } catch (SQLException e) {
      throw Failures.of(what, "while its stream was locked", e);
    }
  }

  private static Answer repeated(StreamRow row, long sequence, UUID fingerprint, String what) {
    UUID applied = RecentEvents.of(row.recent()).fingerprint(sequence, row.next());
    if (applied != null && !applied.equals(fingerprint)) {
      throw mismatch(what, "was applied");
    }
    return new Answer.Repeated(row.next());
  }

  private Answer parked(
      Connection c, StreamName stream, StreamRow row, ParkedEvent event, String what) {
    try {
      StreamSql statements = sql.on(c);
      UUID waiting =
          row.parked() == 0 ? null : statements.fingerprint(c, stream.id(), event.sequence());
      if (waiting != null && !waiting.equals(event.fingerprint())) {
        throw mismatch(what, "is parked");
      }
      if (waiting != null) {
        return new Answer.Parked(row.next(), row.parked());
      }
      roomFor(row, event, what);
      statements.park(c, stream.id(), event);
      StreamRow more = new StreamRow(row.next(), row.parked() + 1, row.recent());
      statements.move(c, stream.id(), more);
      return new Answer.Parked(more.next(), more.parked());
    } catch (SQLException e) {
      throw Failures.of(what, "while it was parked", e);
    }
  }

  private void roomFor(StreamRow row, ParkedEvent event, String what) {
    if (row.parked() >= limits.parkedMax()) {
      throw new LedgerException(
          "SEMEL-031",
          ("%s came before its time and %d events are parked already, which is the limit; nothing was"
                  + " kept. Event %d is missing: deliver it, or give it up with skipTo, then deliver"
                  + " this one again")
              .formatted(what, row.parked(), row.next()));
    }
    if (event.body().length > limits.bodyBytesMax()) {
      throw new LedgerException(
          "SEMEL-033",
          ("%s came before its time and has %d bytes, at most %d are parked; nothing was kept."
                  + " Deliver it again after event %d, or raise bodyBytesMax")
              .formatted(what, event.body().length, limits.bodyBytesMax(), event.sequence() - 1));
    }
  }

  /** Applies these events, of which the first is the next one, and what is parked right after. */
  private Answer applied(
      Connection c, StreamName stream, StreamRow row, List<ParkedEvent> run, String what) throws X {
    int delivered = run.size();
    addParked(c, stream, row, run, what);
    long next = row.next() + run.size();
    RecentEvents recent = RecentEvents.of(row.recent());
    for (ParkedEvent event : run) {
      recent = recent.with(event.sequence(), event.fingerprint());
    }
    byte[] remembered = recent.bytes();
    Within.<X>run(
        c,
        what,
        tx -> {
          for (ParkedEvent event : run) {
            tx.tellingOf(Within.origin(what(stream, event.sequence())));
            applying.on(tx, new Event(stream.stream(), event.sequence(), event.body()));
          }
        },
        () -> {
          StreamSql statements = sql.on(c);
          int unparked = row.parked() == 0 ? 0 : statements.unpark(c, stream.id(), next);
          statements.move(c, stream.id(), new StreamRow(next, row.parked() - unparked, remembered));
        });
    return new Answer.Applied(next, run.size() - delivered);
  }

  private void addParked(
      Connection c, StreamName stream, StreamRow row, List<ParkedEvent> run, String what) {
    long from = row.next() + run.size();
    ParkedEvent head = head(c, stream, new StreamRow(from, row.parked(), row.recent()), what);
    if (head == null || head.sequence() != from) {
      return;
    }
    try {
      for (ParkedEvent event : sql.on(c).parked(c, stream.id(), from, row.parked())) {
        if (event.sequence() != row.next() + run.size()) {
          return;
        }
        run.add(event);
      }
    } catch (SQLException e) {
      throw Failures.of(what, "while the parked events were read", e);
    }
  }

  private @Nullable ParkedEvent head(Connection c, StreamName stream, StreamRow row, String what) {
    if (row.parked() == 0) {
      return null;
    }
    try {
      return sql.on(c).parked(c, stream.id(), row.next(), 1).stream().findFirst().orElse(null);
    } catch (SQLException e) {
      throw Failures.of(what, "while the parked events were read", e);
    }
  }

  private static LedgerException mismatch(String what, String how) {
    return new LedgerException(
        "SEMEL-032",
        ("%s %s already with another body; nothing was changed. Two events have the same number: do"
                + " not drop this one, park it and look at its sender")
            .formatted(what, how));
  }
}
