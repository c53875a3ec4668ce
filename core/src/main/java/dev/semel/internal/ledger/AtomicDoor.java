// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Codec;
import dev.semel.Effect;
import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.internal.outbox.Publishing;
import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.Fault;
import dev.semel.internal.sql.LedgerSql;
import dev.semel.internal.sql.Opening;
import dev.semel.internal.sql.Row;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.Seal;
import dev.semel.internal.sql.State;
import dev.semel.internal.sql.UnconfirmedCommit;
import dev.semel.internal.sql.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The door with a transaction of its own. Thread-safe.
 *
 * <p>A delivery takes as many <em>turns</em> as it needs, each a transaction on a connection of its
 * own: a turn ends with an outcome, or says that somebody else holds the key (wait, without a
 * connection), or that the database wants the whole transaction again (back off, a few times), or
 * that the connection was lost inside the commit (look whether the row is there).
 */
public final class AtomicDoor {
  private final OwnTransactions own;
  private final LedgerSql sql;
  private final Memory memory;
  private final Telemetry telemetry;

  public AtomicDoor(
      DataSource dataSource,
      Database database,
      Scopes scopes,
      Telemetry telemetry,
      Publishing publishing) {
    this.own = new OwnTransactions(dataSource, database, scopes, publishing);
    this.sql = database.ledger();
    this.memory = new Memory(database, scopes, telemetry);
    this.telemetry = telemetry;
  }

  /** Delivers a key once more; the effect runs if it has not happened yet. */
  public <R, X extends Exception> Outcome<R> attempt(
      Settings settings, Key key, @Nullable Codec<R> codec, Effect.Returning<R, X> effect)
      throws X {
    Results<R> results = new Results<>(codec, settings.resultBytesMax());
    RowKey row = own.row(key);
    if (row == null) {
      return told(key, new Outcome.Mismatch<>(key, Outcome.Reason.ORIGIN_MISSING, null), null);
    }
    return new Delivery<>(settings, key, row, results, effect).settle();
  }

  private <R> Outcome<R> told(Key key, Outcome<R> outcome, @Nullable Row found) {
    telemetry.tell(key, outcome, found);
    return outcome;
  }

  /** How a turn ended. */
  private sealed interface Turn<R> {}

  private record Settled<R>(Outcome<R> outcome, @Nullable Row found) implements Turn<R> {}

  private record Held<R>() implements Turn<R> {}

  /** The key is looked for in another place from now on. */
  private record Anew<R>() implements Turn<R> {}

  /**
   * The transaction failed in a way that another try may mend.
   *
   * @param failure what to throw when there is no further try
   */
  private record Again<R>(Supplier<RuntimeException> failure) implements Turn<R> {}

  private record Lost<R>(SQLException cause) implements Turn<R> {}

  /** One delivery of one key, for one thread. */
  private final class Delivery<R, X extends Exception> {
    private final Settings settings;
    private final Key key;
    private final Results<R> results;
    private final Effect.Returning<R, X> effect;
    private final Waiting waiting;
    private RowKey row;

    Delivery(
        Settings settings, Key key, RowKey row, Results<R> results, Effect.Returning<R, X> effect) {
      this.settings = settings;
      this.key = key;
      this.row = row;
      this.results = results;
      this.effect = effect;
      this.waiting = new Waiting(settings.patience());
    }

    Outcome<R> settle() throws X {
      int tries = 0;
      while (true) {
        Turn<R> turn = turn(tries + 1 >= Settings.TRIES_MAX);
        if (turn instanceof Settled<R> settled) {
          return told(key, settled.outcome(), settled.found());
        } else if (turn instanceof Held<R>) {
          if (!waiting.pause()) {
            return told(key, new Outcome.Busy<>(key, waiting.waited()), null);
          }
        } else if (turn instanceof Again<R> again) {
          if (++tries >= Settings.TRIES_MAX) {
            throw again.failure().get();
          }
          new Waiting(Duration.ofMillis(5L << tries)).pause();
        } else if (turn instanceof Lost<R> lost) {
          return resolve(lost.cause());
        }
      }
    }

    private Turn<R> turn(boolean last) throws X {
      // What the effect throws may be an SQLException, so only the borrowing is caught here.
      try (Borrowed borrowed = own.borrow(key)) {
        return settings.optimistic() ? lastCheck(borrowed, last) : firstCheck(borrowed, last);
      }
    }

    private Turn<R> firstCheck(Borrowed borrowed, boolean last) throws X {
      Connection c = borrowed.connection();
      String token = Tokens.next();
      Opening opening;
      try {
        opening = sql.open(c, row, token);
      } catch (SQLException e) {
        borrowed.rollback();
        return failed("before the effect", e);
      }
      Turn<R> answer = answer(borrowed, opening);
      return answer != null ? answer : run(borrowed, token, last);
    }

    /** The answer that needs no effect, or null if the effect is to run. */
    private @Nullable Turn<R> answer(Borrowed borrowed, Opening opening) {
      Row found = opening.row();
      if (found != null) {
        borrowed.rollback();
        Outcome<R> outcome = Verdict.on(key, row, found, results);
        return outcome instanceof Outcome.Busy<R> ? new Held<>() : new Settled<>(outcome, found);
      }
      Window window = opening.window();
      if (window != null && !window.holds(row.origin())) {
        borrowed.rollback();
        return outside(borrowed, window);
      }
      if (opening.held()) {
        borrowed.rollback();
        return new Held<>();
      }
      return null;
    }

    private Turn<R> outside(Borrowed borrowed, Window window) {
      if (memory.applies(key, row, window)) {
        row = KeyForm.timeless(row);
        return new Anew<>();
      }
      try {
        Outcome<R> outcome = memory.outside(borrowed.connection(), key, row, window);
        borrowed.connection().commit();
        return new Settled<>(outcome, null);
      } catch (SQLException e) {
        throw Failures.of(key, "while it was quarantined", e);
      }
    }

    private Turn<R> lastCheck(Borrowed borrowed, boolean last) throws X {
      String token = Tokens.next();
      try {
        sql.begin(borrowed.connection(), token);
      } catch (SQLException e) {
        borrowed.rollback();
        return failed("before the effect", e);
      }
      return run(borrowed, token, last);
    }

    private Turn<R> run(Borrowed borrowed, String token, boolean last) throws X {
      EffectTx tx = own.effectTx(borrowed, key);
      R result;
      try {
        Inside.enter();
        try {
          result = effect.on(tx);
        } finally {
          Inside.leave();
        }
      } catch (Throwable e) {
        tx.abandon();
        borrowed.rollback();
        if (!last && Fault.TRY_AGAIN.causes(e)) {
          return new Again<>(() -> new IllegalStateException("there was a try left", e));
        }
        Turn<R> duplicate = e instanceof Exception ? duplicate(borrowed.connection()) : null;
        if (duplicate != null) {
          return duplicate;
        }
        throw e;
      }
      Content content;
      try {
        tx.finishButMessages();
        content = results.encode(key, result);
      } catch (SQLException e) {
        borrowed.rollback();
        Turn<R> duplicate = duplicate(borrowed.connection());
        return duplicate != null ? duplicate : failed("in a statement the effect added", e);
      } catch (RuntimeException e) {
        borrowed.rollback();
        throw e;
      }
      Seal seal = new Seal(token, content, waiting.millisLeft(), tx.messages());
      return seal(borrowed, tx, seal, result);
    }

    /**
     * The effect of a duplicate may fail because the first delivery has done its work: an order is
     * there, a stock is empty. So a failure is only believed when the ledger has no row.
     */
    private @Nullable Turn<R> duplicate(Connection c) {
      try {
        Row found = sql.read(c, row);
        c.rollback();
        return found == null || found.state() != State.DONE
            ? null
            : new Settled<>(Verdict.on(key, row, found, results), found);
      } catch (SQLException e) {
        return null;
      }
    }

    private Turn<R> seal(Borrowed borrowed, EffectTx tx, Seal seal, R result) {
      try {
        own.seal(borrowed, tx, row, seal, settings.optimistic());
        return new Settled<>(new Outcome.Done<>(result, false), null);
      } catch (UnconfirmedCommit e) {
        return new Settled<>(
            new Outcome.Unknown<>(
                key, "the commit was not confirmed by the standby it has to wait for", e),
            null);
      } catch (SQLException e) {
        borrowed.rollback();
        return refusedSeal(borrowed, e);
      }
    }

    private Turn<R> refusedSeal(Borrowed borrowed, SQLException e) {
      try {
        return switch (Fault.ofSeal(e)) {
          case CONNECTION_LOST -> new Lost<>(e);
          case DUPLICATE -> {
            Row found = sql.read(borrowed.connection(), row);
            yield found != null
                ? new Settled<>(Verdict.on(key, row, found, results), found)
                : failed("at the commit", e);
          }
          case LOCKED -> new Held<>();
          case UNSEALED -> unsealed(borrowed, e);
          default -> failed("at the commit", e);
        };
      } catch (SQLException next) {
        next.addSuppressed(e);
        throw Failures.of(key, "while it was read again", next);
      }
    }

    /** The seal also refuses a key that left its window; the clock says which it was. */
    private Turn<R> unsealed(Borrowed borrowed, SQLException e) throws SQLException {
      if (row.origin() != null) {
        Row found = sql.read(borrowed.connection(), row);
        Window window = sql.window(borrowed.connection(), row.scope());
        borrowed.rollback();
        if (found != null) {
          return new Settled<>(Verdict.on(key, row, found, results), found);
        }
        if (!window.holds(row.origin())) {
          return outside(borrowed, window);
        }
      }
      throw Failures.ofSeal(key, e);
    }

    private Turn<R> failed(String step, SQLException e) {
      if (Fault.of(e) == Fault.TRY_AGAIN) {
        return new Again<>(() -> Failures.of(key, step, e));
      }
      throw Failures.of(key, step, e);
    }

    private Outcome<R> resolve(SQLException lost) {
      OwnTransactions.Aftermath aftermath = own.aftermath(row, lost, waiting);
      if (aftermath.row() != null) {
        return settledByNow(aftermath.row());
      }
      if (aftermath.unreadable() == null) {
        throw Failures.of(key, "inside the commit", lost);
      }
      return told(
          key,
          new Outcome.Unknown<>(
              key,
              "the connection was lost inside the commit and the row cannot be read yet",
              aftermath.unreadable()),
          null);
    }

    private Outcome<R> settledByNow(Row found) {
      Outcome<R> outcome = Verdict.on(key, row, found, results);
      return outcome instanceof Outcome.Done<R> done
          ? told(key, new Outcome.Done<>(done.result(), false), found)
          : told(key, outcome, found);
    }
  }
}
