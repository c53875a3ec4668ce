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

/**
 * The transactions in which held messages are applied: the effect and its ledger row, the message
 * gone and the next of its line first. The scope is locked last, when all the locks of the effect
 * are taken, so nobody waits for an effect and no two wait for each other. Thread-safe.
 */
final class Attempts {
  private final Doors doors;
  private final Settings patience;
  private final InboxSql sql;
  private final String scope;

  Attempts(Doors doors, Settings patience, String scope) {
    this.doors = doors;
    this.patience = patience;
    this.sql = doors.database().inbox();
    this.scope = scope;
  }

  /**
   * Applies a message that was claimed, unless somebody else has claimed it since. What did not go
   * well is rolled back.
   */
  Ending attempt(InboxRow row, Effect.ForEach<IncomingMessage> effect) {
    Ending ending = turn(row, effect);
    for (int tries = 1; wantsAnother(ending) && tries < Settings.TRIES_MAX; tries++) {
      Steps.pauseBefore(tries);
      ending = turn(row, effect);
    }
    return ending;
  }

  private static boolean wantsAnother(Ending ending) {
    Throwable cause = ending.cause();
    return cause != null && Fault.TRY_AGAIN.causes(cause);
  }

  private Ending turn(InboxRow row, Effect.ForEach<IncomingMessage> effect) {
    try (Borrowed borrowed = Borrowed.from(doors.dataSource())) {
      Connection c = borrowed.connection();
      if (!sql.lock(c, scope, row)) {
        return Ending.REPEATED;
      }
      Ending ending = apply(c, row, effect);
      if (ending.isTaken()) {
        finish(c, row);
      }
      return ending;
    } catch (SQLException e) {
      return Ending.of(Failures.of(row.message(), "while it was applied", e));
    }
  }

  private Ending apply(Connection c, InboxRow row, Effect.ForEach<IncomingMessage> effect) {
    IncomingMessage message = row.message();
    try {
      if (message.id() == null) {
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
      return Ending.APPLIED;
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
