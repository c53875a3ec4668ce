// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Effect;
import dev.semel.LedgerException;
import dev.semel.SemelException;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Settings;
import dev.semel.internal.ledger.Steps;
import dev.semel.internal.sql.InboxRow;
import dev.semel.internal.sql.InboxSql;
import dev.semel.internal.turns.Ending;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies held messages whose time has come, each in three steps: a death is counted and committed;
 * the effect happens in the transaction in which the message is held no more; if it does not
 * happen, the death was none, and an attempt is counted. Thread-safe.
 */
public final class Retries {
  private static final long MOMENT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MESSAGES_MAX = 1_000;

  private final InboxSettings settings;
  private final Steps steps;
  private final InboxSql sql;
  private final String scope;
  private final Letters letters;
  private final Told told;
  private final Attempts attempts;

  public Retries(Doors doors, Settings patience, InboxSettings settings) {
    this.settings = settings;
    this.steps = new Steps(doors.dataSource());
    this.sql = doors.database().inbox();
    this.scope = settings.scope();
    this.letters = new Letters(doors, settings);
    this.told = new Told(doors.telemetry(), scope);
    this.attempts = new Attempts(doors, patience, settings);
  }

  /** Applies as many as can be done in a moment, and says how many were settled or tried. */
  public int retry(Effect.ForEach<IncomingMessage> effect) {
    long began = System.nanoTime();
    int tried = 0;
    int applied = 0;
    int repeated = 0;
    while (tried < MESSAGES_MAX
        && System.nanoTime() - began < MOMENT_NANOS
        && !Thread.currentThread().isInterrupted()) {
      Attempts.Attempted attempted = attempts.next(effect);
      if (attempted == null) {
        break;
      }
      settle(attempted.row(), attempted.ending());
      tried++;
      applied += attempted.ending().verdict() == Ending.Verdict.APPLIED ? 1 : 0;
      repeated += attempted.ending().verdict() == Ending.Verdict.REPEATED ? 1 : 0;
    }
    if (applied + repeated > 0) {
      told.retried(applied, repeated, Duration.ofNanos(System.nanoTime() - began));
    }
    return tried;
  }

  private void settle(InboxRow row, Ending ending) {
    Throwable cause = ending.cause();
    switch (ending.verdict()) {
      case APPLIED, REPEATED -> {}
      case REFUSED, FAILED -> failed(row, Objects.requireNonNull(cause, "cause"));
      case UNKNOWN -> unknown(row, cause);
    }
  }

  private void failed(InboxRow row, Throwable cause) {
    if (cause instanceof Deadly) {
      write(
          row,
          parked(row.unattempted(), InboxEvent.Why.DEADLY, String.valueOf(cause.getMessage())));
      return;
    }
    InboxEvent.Why why = Delivery.why(row.message().id(), scope, cause);
    InboxRow tried = row.attempted();
    boolean again = why == InboxEvent.Why.FAILED && tried.attempts() < settings.attemptsMax();
    write(
        row,
        again
            ? tried.failed(settings.retryInMillis(tried.attempts()), Words.of(cause))
            : parked(tried, why, Words.of(cause)));
  }

  private InboxRow parked(InboxRow row, InboxEvent.Why why, String error) {
    return row.parked(settings.parkingAlone() ? row.place() : row.line(), why, error);
  }

  private void write(InboxRow claimed, InboxRow now) {
    boolean written =
        steps.run(
            claimed.message(),
            "while it was put aside once more",
            c -> {
              if (!sql.lock(c, scope, claimed)) {
                return false;
              }
              change(c, claimed, now);
              return true;
            });
    if (written) {
      letters.sent(List.of(now));
      told.of(now);
    }
  }

  private void change(Connection c, InboxRow claimed, InboxRow now) throws SQLException {
    boolean leaves = !now.line().equals(claimed.line());
    if (leaves) {
      sql.lock(c, scope);
    }
    sql.change(c, scope, now);
    if (leaves) {
      sql.promote(c, scope, claimed.line());
    }
    letters.write(c, List.of(now));
    sql.commit(c);
  }

  /**
   * The database could not say what became of it, or was busy; that was no attempt. If it can say
   * so now, the message comes again later and the next may be tried.
   */
  private void unknown(InboxRow row, @Nullable Throwable cause) {
    long millis = settings.retryInMillis(Math.max(1, row.attempts()));
    try {
      steps.run(
          row.message(),
          "while it was put aside once more",
          c -> {
            if (sql.lock(c, scope, row)) {
              sql.uncount(c, scope, row.number(), millis);
              sql.commit(c);
            }
            return row;
          });
    } catch (LedgerException e) {
      throw cause instanceof SemelException exception ? exception : e;
    }
  }
}
