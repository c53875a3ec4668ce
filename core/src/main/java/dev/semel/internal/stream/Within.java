// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.stream;

import dev.semel.LedgerException;
import dev.semel.internal.ledger.EffectTx;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.outbox.Pending;
import dev.semel.internal.sql.PerKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/** Runs effects within a transaction that somebody else began and will commit. */
final class Within {
  private Within() {}

  /** The last word: what records the effect. */
  @FunctionalInterface
  interface Recording {
    void write() throws SQLException;
  }

  /** An effect, with the transaction as we see it. */
  @FunctionalInterface
  interface Work<X extends Exception> {
    void on(EffectTx tx) throws X;
  }

  /** What the ids of messages are derived from that tell of something that has a name. */
  static Pending.Origin origin(String what) {
    return new Pending.Origin("", what, null);
  }

  /** Refuses a connection that would commit each statement by itself. */
  static void transaction(Connection c, Object what) throws SQLException {
    if (c.getAutoCommit()) {
      throw new LedgerException(
          "SEMEL-001",
          ("%s was delivered on a connection in auto-commit mode: its effect and its record would"
                  + " commit apart, and a crash between them loses or doubles it. Call"
                  + " setAutoCommit(false) first and commit afterwards")
              .formatted(what));
    }
  }

  /**
   * Runs the work and its recording, both or neither. The release of the savepoint is the seal: it
   * fails if the effect ended the transaction.
   */
  static <X extends Exception> void run(
      Connection c, String what, Work<X> work, Recording recording) throws X {
    Savepoint before;
    EffectTx tx;
    try {
      before = c.setSavepoint();
      tx = new EffectTx(c, PerKind.kind(c), origin(what));
    } catch (SQLException e) {
      throw Failures.of(what, "before its effect", e);
    }
    try {
      work.on(tx);
    } catch (Throwable e) {
      tx.abandon();
      undo(c, before, e);
      throw e;
    }
    try {
      tx.finish();
    } catch (SQLException e) {
      undo(c, before, e);
      throw Failures.of(what, "in a statement the effect added", e);
    }
    try {
      recording.write();
      c.releaseSavepoint(before);
    } catch (SQLException e) {
      undo(c, before, e);
      throw Failures.ofSeal(what, e);
    }
  }

  private static void undo(Connection c, Savepoint before, Throwable because) {
    try {
      c.rollback(before);
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }
}
