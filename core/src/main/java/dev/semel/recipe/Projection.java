// SPDX-License-Identifier: Apache-2.0
package dev.semel.recipe;

import dev.semel.Effect;
import dev.semel.LedgerException;
import dev.semel.Tx;
import dev.semel.internal.sql.StreamSql;
import dev.semel.internal.stream.ProjectionDoor;
import dev.semel.internal.stream.StreamNames;
import java.sql.Connection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies the events of each stream in the order of their sequence, each one time, whatever order
 * they come in. A repeat is skipped; an event that is early is parked in {@code
 * semel_stream_parked} and applied in the transaction of the one that was missing. Immutable and
 * thread-safe; make one and keep it.
 *
 * <pre>{@code
 * Projection<SQLException> view =
 *     Projection.of("account-view", (tx, event) -> accounts.apply(tx.connection(), event));
 * view.deliver(connection, accountId, sequence, body);
 * connection.commit();
 * }</pre>
 *
 * <p>It needs sequences without gaps: 1, 2, 3. It keeps one row per stream, which is locked until
 * the caller's transaction ends; who delivers to several streams in one transaction does so in the
 * order of their names, or risks deadlocks.
 *
 * <p>A repeat of one of the last eight events, or of a parked one, is refused if its body is
 * another. Older repeats are skipped unseen.
 *
 * @param <X> what applying an event may throw; passes through untouched, and the delivery is undone
 */
public final class Projection<X extends Exception> {
  private static final int PARKED_DEFAULT = 100;
  private static final int PARKED_LIMIT = 10_000;
  private static final int BODY_BYTES_DEFAULT = 64 * 1024;
  private static final int BODY_BYTES_LIMIT = 16 * 1024 * 1024;

  private final String scope;
  private final Applying<X> applying;
  private final ProjectionDoor.Limits limits;
  private final @Nullable String schema;
  private final ProjectionDoor<X> door;

  private Projection(
      String scope, Applying<X> applying, ProjectionDoor.Limits limits, @Nullable String schema) {
    this.scope = scope;
    this.applying = applying;
    this.limits = limits;
    this.schema = schema;
    this.door = new ProjectionDoor<>(StreamSql.of(schema), scope, limits, applying);
  }

  /**
   * Names a projection and says how it applies an event. Streams start at sequence 1; up to 100
   * events of a stream are parked, of up to 64 KiB each.
   *
   * @param scope who applies; 1 to 100 visible ASCII characters
   */
  public static <X extends Exception> Projection<X> of(String scope, Applying<X> applying) {
    return new Projection<>(
        StreamNames.scope(scope),
        Objects.requireNonNull(applying, "applying"),
        new ProjectionDoor.Limits(1, PARKED_DEFAULT, BODY_BYTES_DEFAULT),
        null);
  }

  /** The sequence of the first event of each stream, where it is not 1. */
  public Projection<X> startingAt(long first) {
    within("startingAt", first, 0, Long.MAX_VALUE - 1);
    return with(new ProjectionDoor.Limits(first, limits.parkedMax(), limits.bodyBytesMax()));
  }

  /** How many events of one stream may wait for a missing one; 0 to 10 000. */
  public Projection<X> parkingUpTo(int events) {
    within("parkingUpTo", events, 0, PARKED_LIMIT);
    return with(new ProjectionDoor.Limits(limits.first(), events, limits.bodyBytesMax()));
  }

  /** The largest body that may wait; at most 16 MiB. */
  public Projection<X> bodyBytesMax(int bytes) {
    within("bodyBytesMax", bytes, 0, BODY_BYTES_LIMIT);
    return with(new ProjectionDoor.Limits(limits.first(), limits.parkedMax(), bytes));
  }

  /** The schema the tables of Semel are in, where it is not the one the connections are in. */
  public Projection<X> schema(String name) {
    return new Projection<>(scope, applying, limits, name);
  }

  /**
   * Delivers an event in the transaction of the connection. When this returns, and the transaction
   * commits, the event is applied or kept: acknowledge it. If the effect throws, everything this
   * delivery did is undone and the caller's transaction can go on.
   *
   * @param connection not in auto-commit mode
   * @param stream what the sequence counts: an account, an aggregate; 1 to 255 visible ASCII
   *     characters
   * @param body the event, as the effect will get it, now or later
   * @throws LedgerException {@code SEMEL-031} or {@code SEMEL-033} if it is early and cannot be
   *     kept, {@code SEMEL-032} if another event has its number
   */
  public Answer deliver(Connection connection, String stream, long sequence, byte[] body) throws X {
    return door.deliver(connection, new Event(stream, sequence, body));
  }

  /**
   * Gives up the missing events before a sequence, and applies what is parked from there on. A
   * decision for a person; repeating it changes nothing.
   *
   * @throws LedgerException {@code SEMEL-037} if that would drop a parked event
   */
  public Answer skipTo(Connection connection, String stream, long next) throws X {
    within("skipTo", next, 0, Long.MAX_VALUE - 1);
    return door.skipTo(connection, stream, next);
  }

  /** How far a stream is. */
  public Progress progress(Connection connection, String stream) {
    return door.progress(connection, stream);
  }

  private Projection<X> with(ProjectionDoor.Limits limits) {
    return new Projection<>(scope, applying, limits, schema);
  }

  private static void within(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "SEMEL-015 %s is %d, allowed is %d to %d".formatted(what, value, min, max));
    }
  }

  /**
   * How an event becomes part of the projection: an {@link Effect} that is given the event.
   *
   * @param <X> what it may throw
   */
  @FunctionalInterface
  public interface Applying<X extends Exception> {
    void on(Tx tx, Event event) throws X;
  }

  /**
   * One event of a stream.
   *
   * @param body as it was delivered; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way; compared by nobody.
  public record Event(String stream, long sequence, byte[] body) {
    public Event {
      Objects.requireNonNull(stream, "stream");
      Objects.requireNonNull(body, "body");
    }
  }

  /**
   * How far a stream is. Immutable.
   *
   * @param next the sequence that is to come
   * @param parked how many events after it wait
   */
  public record Progress(long next, int parked) {}

  /** What became of a delivery. Immutable. */
  public sealed interface Answer {

    /** The sequence the stream waits for now. */
    long next();

    /**
     * The event was applied, and the parked ones that follow it.
     *
     * @param unparked how many of them
     */
    record Applied(long next, int unparked) implements Answer {}

    /** It was applied before; nothing changed. */
    record Repeated(long next) implements Answer {}

    /**
     * It came before its time and is kept.
     *
     * @param parked how many events of the stream are
     */
    record Parked(long next, int parked) implements Answer {}
  }
}
