// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Effect;
import dev.semel.Outcome;
import dev.semel.internal.ledger.Borrowed;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.ledger.Settings;
import dev.semel.internal.ledger.Steps;
import dev.semel.internal.outbox.Pending;
import dev.semel.internal.sql.Fault;
import dev.semel.internal.sql.InboxRow;
import dev.semel.internal.sql.InboxSql;
import dev.semel.internal.turns.Ending;
import dev.semel.spi.IncomingMessage;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The transactions in which held messages are applied: the effect and its ledger row, the message
 * gone and the next of its line first. The scope is locked last, when all the locks of the effect
 * are taken, so nobody waits for an effect and no two wait for each other. Thread-safe.
 */
final class Attempts {
  /** How long nobody else takes a message that was counted and is not locked yet. */
  private static final long CLAIM_MILLIS = 1_000;

  private final Doors doors;
  private final Settings patience;
  private final InboxSettings settings;
  private final InboxSql sql;
  private final String scope;

  Attempts(Doors doors, Settings patience, InboxSettings settings) {
    this.doors = doors;
    this.patience = patience;
    this.settings = settings;
    this.sql = doors.database().inbox();
    this.scope = settings.scope();
  }

  /** A message that was tried, and how that ended. */
  record Attempted(InboxRow row, Ending ending) {}

  /**
   * Takes a message that is due and tries it. What did not go well is rolled back. One connection
   * serves for the count and for the effect, so that nothing to wait for is between them.
   *
   * @return null if nothing is due
   */
  @Nullable Attempted next(Effect.ForEach<IncomingMessage> effect) {
    try (Borrowed borrowed = Borrowed.from(doors.dataSource())) {
      InboxRow row = claim(borrowed);
      if (row == null) {
        return null;
      }
      Ending ending =
          isDeadly(row)
              ? Ending.refused(new Deadly(row.deaths() - 1))
              : attempt(borrowed, row, effect);
      return new Attempted(row, ending);
    } catch (SQLException e) {
      throw Failures.of("the held messages of " + scope, "while one was taken", e);
    }
  }

  private @Nullable InboxRow claim(Borrowed borrowed) throws SQLException {
    long millis = Math.max(CLAIM_MILLIS, settings.retryInMillis(1));
    for (int tries = 1; ; tries++) {
      try {
        InboxRow row = sql.claim(borrowed.connection(), scope, millis);
        borrowed.connection().commit();
        return row;
      } catch (SQLException e) {
        borrowed.rollback();
        if (Fault.of(e) != Fault.TRY_AGAIN || tries == Settings.TRIES_MAX) {
          throw e;
        }
      }
      Steps.pauseBefore(tries);
    }
  }

  /** Of those that were counted, the attempt that is to come killed nobody yet. */
  private boolean isDeadly(InboxRow row) {
    return row.deaths() > InboxSettings.DEATHS_MAX;
  }

  private Ending attempt(Borrowed borrowed, InboxRow row, Effect.ForEach<IncomingMessage> effect) {
    Ending ending = turn(borrowed, row, effect);
    for (int tries = 1; wantsAnother(ending) && tries < Settings.TRIES_MAX; tries++) {
      Steps.pauseBefore(tries);
      ending = turn(borrowed, row, effect);
    }
    return ending;
  }

  private static boolean wantsAnother(Ending ending) {
    Throwable cause = ending.cause();
    return cause != null && Fault.TRY_AGAIN.causes(cause);
  }

  /** Applies the message, unless somebody else has taken it since. */
  private Ending turn(Borrowed borrowed, InboxRow row, Effect.ForEach<IncomingMessage> effect) {
    Connection c = borrowed.connection();
    try {
      if (!sql.lock(c, scope, row)) {
        borrowed.rollback();
        return Ending.UNKNOWN;
      }
      Ending ending = apply(c, row, effect);
      if (ending.isTaken()) {
        finish(c, row);
      } else {
        borrowed.rollback();
      }
      return ending;
    } catch (SQLException e) {
      borrowed.rollback();
      return Ending.of(Failures.of(row.message(), "while it was applied", e));
    }
  }

  private Ending apply(Connection c, InboxRow row, Effect.ForEach<IncomingMessage> effect) {
    IncomingMessage message = row.message();
    try {
      if (message.id() == null || settings.byPlace()) {
        // The message itself, held before and gone after, makes sure that it happens once.
        Pending.Origin origin = new Pending.Origin(scope, "place " + row.place(), null);
        doors.caller().<Exception>unnamed(c, origin, tx -> effect.on(tx, message));
        return Ending.APPLIED;
      }
      Outcome<Void> outcome =
          doors
              .caller()
              .attempt(
                  patience,
                  c,
                  Arrival.key(scope, message),
                  null,
                  Doors.<Exception>withoutResult(tx -> effect.on(tx, message)));
      var unused = outcome.orElseThrow();
      return outcome instanceof Outcome.Done<Void> done && done.replayed()
          ? Ending.REPEATED
          : Ending.APPLIED;
    } catch (Exception | Error e) {
      return Ending.of(e);
    }
  }

  private void finish(Connection c, InboxRow row) throws SQLException {
    sql.lock(c, scope);
    sql.drop(c, scope, row.number());
    sql.promote(c, scope, row.line());
    sql.commit(c);
  }
}
