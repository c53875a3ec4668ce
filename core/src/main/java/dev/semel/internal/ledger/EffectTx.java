// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.LedgerException;
import dev.semel.Tx;
import dev.semel.internal.guard.Guard;
import dev.semel.internal.sql.Database;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The transaction as effects see it. For one thread. */
public final class EffectTx implements Tx {
  private final Connection raw;
  private final Guard guard;
  private final boolean remembersFailures;
  private final Adds adds;

  EffectTx(Connection raw, Database database, Adds adds) {
    this.raw = raw;
    this.guard = new Guard(raw, database.forbiddenWords());
    this.remembersFailures = !database.seesFailedStatements();
    this.adds = adds;
  }

  /** For an effect that runs without a ledger, in a transaction somebody else owns. */
  public EffectTx(Connection raw, Database.Kind kind) {
    this.raw = raw;
    this.guard = new Guard(raw, kind.forbiddenWords());
    this.remembersFailures = !kind.seesFailedStatements();
    this.adds = new Adds(false);
  }

  @Override
  public Connection connection() {
    return guard.connection();
  }

  @Override
  public void add(String sql, @Nullable Object... args) {
    try {
      guard.check(sql);
    } catch (SQLException e) {
      throw new LedgerException("SEMEL-004", "the effect added a statement it may not run", e);
    }
    adds.add(sql, args.clone());
  }

  /** The effects are over: sends what they added. */
  public void finish() throws SQLException {
    guard.end();
    SQLException swallowed = guard.swallowed();
    if (remembersFailures && swallowed != null) {
      throw new SwallowedError(swallowed);
    }
    adds.send(raw);
  }

  /** The effects are over, and nothing of them is wanted. */
  public void abandon() {
    guard.end();
  }

  /** An SQL error the effect caught and did not undo. */
  static final class SwallowedError extends SQLException {
    private static final long serialVersionUID = 1L;

    SwallowedError(SQLException cause) {
      super("a statement of the effect failed", "25P02", cause);
    }
  }
}
