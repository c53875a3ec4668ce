// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.UnknownOutcomeException;
import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.Fault;
import dev.semel.internal.sql.Row;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.State;
import dev.semel.internal.sql.UnconfirmedCommit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes that depend on a fence, each in a transaction of its own. Immutable.
 *
 * <p>Such a write may be sent again: where the first was committed and its answer lost, the second
 * finds the row moved on, and the row says by whom.
 */
record Fenced(OwnTransactions own, Settings settings) {

  /** A conditional write; whether it changed the row. */
  @FunctionalInterface
  interface Write {
    boolean on(Connection c) throws SQLException;
  }

  /**
   * Writes, and finds out whether that went through.
   *
   * @param moved whether a row looks as this write leaves it, where its own answer was lost
   * @return false if the row was not as it has to be
   * @throws LedgerException if nothing was written
   * @throws UnknownOutcomeException if that cannot be said
   */
  boolean write(Key key, RowKey row, Write write, Predicate<@Nullable Row> moved) {
    Waiting waiting = new Waiting(settings.patience());
    SQLException doubt = null;
    int tries = 0;
    while (true) {
      boolean committing = false;
      try (Borrowed borrowed = Borrowed.from(own.dataSource())) {
        Connection c = borrowed.connection();
        if (write.on(c)) {
          committing = true;
          own.database().claims().commit(c);
          return true;
        }
        return doubt != null && moved.test(own.database().ledger().read(c, row));
      } catch (UnconfirmedCommit e) {
        throw new UnknownOutcomeException(
            key, "the commit was not confirmed by the standby it has to wait for", e);
      } catch (SQLException e) {
        Fault fault = Fault.of(e);
        if (fault == Fault.CONNECTION_LOST && committing) {
          doubt = e;
        }
        boolean again = fault == Fault.TRY_AGAIN && ++tries < Settings.TRIES_MAX;
        if ((again || fault == Fault.CONNECTION_LOST) && waiting.pause()) {
          continue;
        }
        if (doubt != null) {
          throw new UnknownOutcomeException(
              key, "the connection was lost inside the commit and the row cannot be read yet", e);
        }
        throw Failures.of(key, "while its claim was written", e);
      }
    }
  }

  /** Whether a row was settled under this fence with this result. */
  static boolean done(@Nullable Row found, long fence, Content result) {
    if (found == null || found.state() != State.DONE || found.fence() != fence) {
      return false;
    }
    Content stands = found.result();
    return stands != null && stands.sameAs(result);
  }

  static LedgerException notOurs(Key key, String why, @Nullable Throwable cause) {
    return new LedgerException(
        "SEMEL-062",
        "the claim on %s is not ours any more: %s. Ask again what stands".formatted(key, why),
        cause);
  }
}
