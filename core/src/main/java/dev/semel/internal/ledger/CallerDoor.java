// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Codec;
import dev.semel.Effect;
import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.Outcome;
import dev.semel.internal.outbox.Pending;
import dev.semel.internal.outbox.Publishing;
import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.LedgerSql;
import dev.semel.internal.sql.Row;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.Window;
import dev.semel.spi.LedgerEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The door in a transaction the caller owns. Thread-safe.
 *
 * <p>The key is claimed first, behind a savepoint; whatever goes wrong after that is rolled back to
 * the savepoint, so the claim never outlives its effect and the caller's transaction stays usable.
 * Nothing is committed here, and nothing is retried: both are the caller's.
 */
public final class CallerDoor {
  private final Database database;
  private final LedgerSql sql;
  private final Scopes scopes;
  private final Memory memory;
  private final Telemetry telemetry;
  private final Publishing publishing;

  public CallerDoor(Database database, Scopes scopes, Telemetry telemetry, Publishing publishing) {
    this.database = database;
    this.sql = database.ledger();
    this.scopes = scopes;
    this.memory = new Memory(database, scopes, telemetry);
    this.telemetry = telemetry;
    this.publishing = publishing;
  }

  /** Delivers a key once more within the caller's transaction. */
  public <R, X extends Exception> Outcome<R> attempt(
      Settings settings,
      Connection c,
      Key key,
      @Nullable Codec<R> codec,
      Effect.Returning<R, X> effect)
      throws X {
    Results<R> results = new Results<>(codec, settings.resultBytesMax());
    RowKey row = row(c, key);
    if (row == null) {
      Outcome<R> outcome = new Outcome.Mismatch<>(key, Outcome.Reason.ORIGIN_MISSING, null);
      telemetry.tell(key, outcome, null);
      return outcome;
    }
    String token = Tokens.next();
    if (claim(c, key, row, token, !results.wanted())) {
      return run(c, key, row, token, results, effect);
    }
    Outcome<R> refused = refused(c, key, row, token, results);
    if (refused != null) {
      return refused;
    }
    RowKey timeless = KeyForm.timeless(row);
    if (claim(c, key, timeless, token, !results.wanted())) {
      return run(c, key, timeless, token, results, effect);
    }
    return Objects.requireNonNull(refused(c, key, timeless, token, results));
  }

  /**
   * Runs an effect that no key names, in a transaction that makes sure by other means that it
   * happens once. The release of the savepoint is the seal: it fails if the effect ended the
   * transaction.
   *
   * @param origin what the ids of its messages are derived from
   */
  public <X extends Exception> void unnamed(Connection c, Pending.Origin origin, Effect<X> effect)
      throws X {
    Savepoint before = savepoint(c, origin);
    EffectTx tx = new EffectTx(c, database, new Adds(false), publishing.pending());
    tx.next(origin);
    try {
      Inside.enter();
      try {
        effect.on(tx);
      } finally {
        Inside.leave();
      }
    } catch (Throwable e) {
      tx.abandon();
      throw e;
    }
    try {
      tx.finish();
    } catch (SQLException e) {
      throw Failures.of(origin.id(), "in a statement the effect added", e);
    }
    try {
      c.releaseSavepoint(before);
    } catch (SQLException e) {
      throw Failures.ofSeal(origin.id(), e);
    }
    if (tx.published()) {
      publishing.signal().ring();
    }
  }

  private static Savepoint savepoint(Connection c, Pending.Origin origin) {
    try {
      return c.setSavepoint();
    } catch (SQLException e) {
      throw Failures.of(origin.id(), "before its effect", e);
    }
  }

  private @Nullable RowKey row(Connection c, Key key) {
    try {
      if (c.getAutoCommit()) {
        throw new LedgerException(
            "SEMEL-001",
            ("%s was delivered on a connection in auto-commit mode: its effect and its ledger row"
                    + " would commit apart, and a crash between them loses or doubles it. Call"
                    + " setAutoCommit(false) first, or use once(key, ...) without a connection")
                .formatted(key));
      }
      return KeyForm.of(key, scopes.within(c, key.scope()));
    } catch (SQLException e) {
      throw Failures.of(key, "while its scope was looked up", e);
    }
  }

  private boolean claim(Connection c, Key key, RowKey row, String token, boolean finished) {
    try {
      return sql.claim(c, row, token, finished);
    } catch (SQLException e) {
      undo(c, token, e);
      throw Failures.of(key, "while it was claimed", e);
    }
  }

  /** Why a claim was refused, or null if the key is forgotten and its scope applies it. */
  private <R> @Nullable Outcome<R> refused(
      Connection c, Key key, RowKey row, String token, Results<R> results) {
    try {
      Row found = sql.readRefused(c, row, token);
      Outcome<R> outcome =
          found != null ? Verdict.on(key, row, found, results) : outside(c, key, row);
      if (outcome != null) {
        telemetry.tell(key, outcome, found);
      }
      return outcome;
    } catch (SQLException e) {
      throw Failures.of(key, "while it was read", e);
    }
  }

  private <R> @Nullable Outcome<R> outside(Connection c, Key key, RowKey row) throws SQLException {
    if (row.origin() != null) {
      Window window = sql.window(c, row.scope());
      if (!window.holds(row.origin())) {
        return memory.applies(key, row, window) ? null : memory.outside(c, key, row, window);
      }
    }
    throw new SQLException("a row was there and is gone", "40001");
  }

  private <R, X extends Exception> Outcome<R> run(
      Connection c,
      Key key,
      RowKey row,
      String token,
      Results<R> results,
      Effect.Returning<R, X> effect)
      throws X {
    EffectTx tx = new EffectTx(c, database, new Adds(false), publishing.pending());
    tx.next(KeyForm.origin(key));
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
      undo(c, token, e);
      throw e;
    }
    Content content;
    try {
      tx.finish();
      content = results.encode(key, result);
    } catch (SQLException e) {
      undo(c, token, e);
      throw Failures.of(key, "in a statement the effect added", e);
    } catch (RuntimeException e) {
      undo(c, token, e);
      throw e;
    }
    settle(c, key, row, token, content);
    if (tx.published()) {
      // Early, but a relay that is awake looks often.
      publishing.signal().ring();
    }
    telemetry.tell(new LedgerEvent.Applied(key, true));
    return new Outcome.Done<>(result, false);
  }

  private void settle(Connection c, Key key, RowKey row, String token, @Nullable Content content) {
    try {
      sql.settle(c, row, token, content);
    } catch (SQLException e) {
      undo(c, token, e);
      throw Failures.ofSeal(key, e);
    }
  }

  private void undo(Connection c, String token, Throwable because) {
    try {
      sql.undo(c, token);
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }
}
