// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Key;
import dev.semel.internal.outbox.Publishing;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.LedgerSql;
import dev.semel.internal.sql.Opening;
import dev.semel.internal.sql.Row;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.Seal;
import dev.semel.internal.sql.State;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What doors have in common whose transaction is Semel's own: where it comes from, what the effect
 * sees of it, the seal, and how it is found out what became of a commit. Immutable.
 */
record OwnTransactions(
    DataSource dataSource, Database database, Scopes scopes, Publishing publishing) {

  /**
   * The row of a key.
   *
   * @return null if the scope is timed and the key carries no time
   */
  @Nullable RowKey row(Key key) {
    try {
      return KeyForm.of(key, scopes.of(dataSource, key.scope()));
    } catch (SQLException e) {
      throw Failures.of(key, "while its scope was looked up", e);
    }
  }

  Borrowed borrow(Key key) {
    try {
      return Borrowed.from(dataSource);
    } catch (SQLException e) {
      throw Failures.of(key, "while a connection was taken from the pool", e);
    }
  }

  /** The transaction as the effect of a key sees it. */
  EffectTx effectTx(Borrowed borrowed, Key key) {
    EffectTx tx =
        new EffectTx(borrowed.connection(), database, new Adds(false), publishing.pending());
    tx.next(KeyForm.origin(key));
    return tx;
  }

  /**
   * Writes the messages and the row and commits.
   *
   * @param last whether this is also the first look at the key
   */
  void seal(Borrowed borrowed, EffectTx tx, RowKey row, Seal seal, boolean last)
      throws SQLException {
    LedgerSql sql = database.ledger();
    borrowed.connection().clearWarnings();
    try {
      if (last) {
        sql.sealLast(borrowed.connection(), row, seal);
      } else {
        sql.seal(borrowed.connection(), row, seal);
      }
    } finally {
      if (tx.published()) {
        publishing.signal().ring();
      }
    }
  }

  /**
   * What a commit has become.
   *
   * @param row the row if it is done; null if it is not, or if that cannot be said
   * @param unreadable why it cannot be said
   */
  record Aftermath(@Nullable Row row, @Nullable SQLException unreadable) {}

  /**
   * After the connection was lost inside the commit: the row says whether it went through. While
   * the old transaction is alive it holds the key, so there is something to wait for.
   */
  Aftermath aftermath(RowKey row, SQLException lost, Waiting waiting) {
    SQLException last = lost;
    do {
      try (Borrowed borrowed = Borrowed.from(dataSource)) {
        LedgerSql sql = database.ledger();
        Opening opening = sql.open(borrowed.connection(), row, Tokens.next());
        // The first read shares its snapshot with the lock; only one after it is the truth.
        Row found = opening.held() ? opening.row() : sql.read(borrowed.connection(), row);
        if (found != null && found.state() == State.DONE) {
          return new Aftermath(found, null);
        }
        if (!opening.held()) {
          return new Aftermath(null, null);
        }
      } catch (SQLException e) {
        last = e;
      }
    } while (waiting.pause());
    return new Aftermath(null, last);
  }
}
