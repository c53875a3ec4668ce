// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import dev.semel.internal.ledger.AtomicDoor;
import dev.semel.internal.ledger.BatchDoor;
import dev.semel.internal.ledger.CallerDoor;
import dev.semel.internal.ledger.ClaimDoor;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Scopes;
import dev.semel.internal.ledger.Settings;
import dev.semel.internal.ledger.Telemetry;
import dev.semel.internal.outbox.Publishing;
import dev.semel.internal.remote.RemoteDoor;
import dev.semel.internal.retention.Sweeping;
import dev.semel.internal.sql.Database;
import dev.semel.remote.RemoteCalls;
import dev.semel.spi.Claims;
import dev.semel.spi.LedgerEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Exactly-once effects on one database. Immutable and thread-safe; make one and keep it.
 *
 * <p><b>One promise:</b> when {@code once} returns, the effect has happened, one time; when that
 * cannot be said, it throws. So a caller who ignores what it returns cannot lose a message:
 * acknowledge after it returned, and not when it threw.
 */
public final class Semel {
  private static final long SWEEP_ROWS_MAX = 100_000;

  private final Doors doors;
  private final Settings settings;
  private final Duration keep;

  private Semel(Doors doors, Settings settings, Duration keep) {
    this.doors = doors;
    this.settings = settings;
    this.keep = keep;
  }

  /**
   * A ledger in the current schema of this data source, with the defaults.
   *
   * @throws LedgerException if the database is unknown or its schema is missing or another
   */
  public static Semel on(DataSource dataSource) {
    return with(dataSource).build();
  }

  /** A ledger with choices. */
  public static SemelBuilder with(DataSource dataSource) {
    return new SemelBuilder(dataSource);
  }

  static Semel of(
      DataSource dataSource,
      Database database,
      Scopes scopes,
      Telemetry telemetry,
      Publishing publishing,
      Settings settings,
      Duration keep) {
    return new Semel(
        new Doors(
            dataSource,
            database,
            scopes,
            telemetry,
            publishing,
            new AtomicDoor(dataSource, database, scopes, telemetry, publishing),
            new CallerDoor(database, scopes, telemetry, publishing),
            new BatchDoor(dataSource, database, scopes, telemetry, publishing)),
        settings,
        keep);
  }

  /**
   * This ledger, looking at the key last instead of first. Saves a round trip; a duplicate does its
   * work and rolls it back. For cheap effects that are nothing but SQL, where duplicates are rare.
   * Batches and callers' transactions are not concerned.
   */
  public Semel optimistic() {
    return new Semel(doors, settings.withOptimistic(), keep);
  }

  /** This ledger with another bound on waiting for a concurrent duplicate. */
  public Semel waitingUpTo(Duration wait) {
    if (wait.isNegative()) {
      throw new IllegalArgumentException("a wait of %s".formatted(wait));
    }
    return new Semel(doors, settings.withPatience(wait), keep);
  }

  /**
   * Applies the effect in a transaction of its own, unless it has happened already.
   *
   * @throws X what the effect threw, after it was rolled back
   * @throws SemelException if it cannot be said that the effect has happened
   */
  public <X extends Exception> void once(Key key, Effect<X> effect) throws X {
    var unused = attempt(key, effect).orElseThrow();
  }

  /**
   * Applies the effect in a transaction of its own, or gives the result of when it happened.
   *
   * @return the result of the one time it happened
   */
  public <R, X extends Exception> R once(Key key, Codec<R> codec, Effect.Returning<R, X> effect)
      throws X {
    return attempt(key, codec, effect).orElseThrow();
  }

  /**
   * Applies the effect in a transaction the caller has begun and will commit, unless it has
   * happened already. If the effect throws, it is undone up to here and the caller's transaction
   * can go on.
   *
   * @param connection not in auto-commit mode
   */
  public <X extends Exception> void once(Connection connection, Key key, Effect<X> effect)
      throws X {
    var unused = attempt(connection, key, effect).orElseThrow();
  }

  /** The same with a result. */
  public <R, X extends Exception> R once(
      Connection connection, Key key, Codec<R> codec, Effect.Returning<R, X> effect) throws X {
    return attempt(connection, key, codec, effect).orElseThrow();
  }

  /**
   * Calls that cannot join a transaction, each of them made once as far as the other side lets
   * anybody do that.
   */
  public RemoteCalls remote() {
    return new RemoteDoor(
        doors.dataSource(),
        doors.database().journal(),
        doors.scopes(),
        claims(),
        settings.patience());
  }

  /** Like {@link #once(Key, Effect)}, for callers who branch: answers instead of throwing. */
  public <X extends Exception> Outcome<Void> attempt(Key key, Effect<X> effect) throws X {
    return doors.atomic().attempt(settings, key, null, Doors.withoutResult(effect));
  }

  /** Like {@link #once(Key, Codec, Effect.Returning)}, for callers who branch. */
  public <R, X extends Exception> Outcome<R> attempt(
      Key key, Codec<R> codec, Effect.Returning<R, X> effect) throws X {
    return doors.atomic().attempt(settings, key, Objects.requireNonNull(codec, "codec"), effect);
  }

  /** Like {@link #once(Connection, Key, Effect)}, for callers who branch. */
  public <X extends Exception> Outcome<Void> attempt(
      Connection connection, Key key, Effect<X> effect) throws X {
    return doors.caller().attempt(settings, connection, key, null, Doors.withoutResult(effect));
  }

  /** Like {@link #once(Connection, Key, Codec, Effect.Returning)}, for callers who branch. */
  public <R, X extends Exception> Outcome<R> attempt(
      Connection connection, Key key, Codec<R> codec, Effect.Returning<R, X> effect) throws X {
    return doors
        .caller()
        .attempt(settings, connection, key, Objects.requireNonNull(codec, "codec"), effect);
  }

  /** Many effects of one scope in one transaction; say next where the ids are. */
  public <T> Batch<T> batch(String scope, Iterable<T> items) {
    return Batch.of(doors.batch(), settings, scope, items);
  }

  /**
   * Claims on keys whose work begins in one place and ends in another: for adapters, such as the
   * one of HTTP.
   */
  public Claims claims() {
    return new ClaimDoor(
        settings,
        doors.dataSource(),
        doors.database(),
        doors.scopes(),
        doors.telemetry(),
        doors.publishing());
  }

  /** Messages that leave if, and only if, the transaction they were written in committed. */
  public Outbox outbox() {
    return new Outbox(doors);
  }

  /**
   * What a consumer of a broker was delivered, under the scope it is deduplicated in. Most often an
   * adapter does all of this, such as {@code KafkaConsumerLoop}.
   */
  public Inbox inbox(String scope) {
    return new Inbox(doors, settings, scope);
  }

  /** Takes messages from the outbox to where they go; say next who publishes them. */
  public Relay.Builder relay() {
    return new Relay.Builder(doors);
  }

  /**
   * Forgets what is older than its horizon, in bounded steps. One call does a bounded amount; see
   * {@link Sweep#more}. Safe to run anywhere, at any time, by any number of processes.
   */
  public Sweep sweep() {
    long began = System.nanoTime();
    Sweeping sweeping =
        new Sweeping(
            doors.dataSource(),
            doors.database().retention(),
            doors.database().scopes(),
            doors.database().outbox(),
            doors.database().journal(),
            keep,
            SWEEP_ROWS_MAX);
    try {
      sweeping.run();
    } catch (SQLException e) {
      throw new LedgerException(
          "SEMEL-009",
          "the sweep failed (SQLState %s); it can be run again".formatted(e.getSQLState()),
          e);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    doors
        .telemetry()
        .tell(new LedgerEvent.Swept(sweeping.slotsEmptied(), sweeping.rowsDeleted(), took));
    return new Sweep(
        sweeping.slotsEmptied(),
        sweeping.rowsDeleted(),
        sweeping.resultsDropped(),
        sweeping.more(),
        took);
  }

  /** A thread that sweeps, to be started and closed by the caller. */
  public Sweeper sweeper() {
    return Sweeper.of(this);
  }
}
