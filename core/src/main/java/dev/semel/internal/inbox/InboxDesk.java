// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Inbox;
import dev.semel.LedgerException;
import dev.semel.internal.ledger.Steps;
import dev.semel.internal.sql.InboxRow;
import dev.semel.internal.sql.InboxSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** What a person sees of held messages, and decides about parked ones. Thread-safe. */
public final class InboxDesk {
  private final Steps steps;
  private final InboxSql sql;
  private final String scope;

  public InboxDesk(DataSource dataSource, InboxSql sql, String scope) {
    this.steps = new Steps(dataSource);
    this.sql = sql;
    this.scope = scope;
  }

  private <T> T in(Steps.Work<T> work) {
    return steps.run("the inbox " + scope, "at its desk", work);
  }

  public List<Inbox.Parked> parked(int max) {
    return in(
        c -> {
          List<Inbox.Parked> parked = sql.parked(c, scope, max);
          c.commit();
          return parked;
        });
  }

  public Inbox.Standing standing() {
    return in(
        c -> {
          Inbox.Standing standing = sql.standing(c, scope);
          c.commit();
          return standing;
        });
  }

  /** Tries a parked message again, as if for the first time, when it is first in its line. */
  public void retry(long number) {
    decide(number, "retry", "tried again", (c, row) -> sql.release(c, scope, number));
  }

  /** Gives a parked message up; the next of its line goes. */
  public void skip(long number, String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException(
          "SEMEL-058 message %d of %s is to be skipped without a reason".formatted(number, scope));
    }
    decide(number, "skip", Words.of(reason), (c, row) -> sql.drop(c, scope, number));
  }

  @FunctionalInterface
  private interface Decision {
    void on(Connection c, InboxRow row) throws SQLException;
  }

  private void decide(long number, String name, String reason, Decision decision) {
    boolean found =
        in(
            c -> {
              InboxRow row = sql.lockParked(c, scope, number);
              if (row == null) {
                return false;
              }
              sql.lock(c, scope);
              decision.on(c, row);
              sql.promote(c, scope, row.line());
              sql.decide(c, scope, row, name, reason);
              sql.commit(c);
              return true;
            });
    if (!found) {
      throw new LedgerException(
          "SEMEL-058",
          ("%s has no parked message with the number %d; nothing was changed. Somebody may have"
                  + " decided before: list what is parked, or look into semel_inbox_decision")
              .formatted(scope, number));
    }
  }
}
