// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.guard;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Watches over one connection for the length of one effect. For one thread. */
public final class Guard {
  private final TransactionWords words;
  private final Connection connection;
  private volatile boolean over;
  private @Nullable SQLException seen;
  // The effects of a batch mostly add the same text over and over.
  private @Nullable String allowed;
  private final IdentityHashMap<Savepoint, @Nullable SQLException> seenBefore =
      new IdentityHashMap<>();

  /**
   * @param forbiddenWords statements that would end the transaction on this database, beyond those
   *     all databases share
   */
  public Guard(Connection connection, Set<String> forbiddenWords) {
    this.words = new TransactionWords(forbiddenWords);
    this.connection = new GuardedConnection(connection, this);
  }

  /** What the effect is given. */
  public Connection connection() {
    return connection;
  }

  /** From now on everything is refused: the effect is over. */
  public void end() {
    over = true;
  }

  /** The last error of a statement that no rollback to a savepoint has undone since. */
  public @Nullable SQLException swallowed() {
    return seen;
  }

  SQLException refuse(String what) {
    return new SQLException(
        "SEMEL-004 the effect called "
            + what
            + ", but its transaction belongs to the ledger; nothing was done. Leave the ending of"
            + " the transaction to Semel, or use once(connection, ...) in a transaction of yours",
        "25000");
  }

  void live() throws SQLException {
    if (over) {
      throw new SQLException(
          "SEMEL-004 the effect is over, and its connection with it: do not hand it to another"
              + " thread or keep it",
          "25000");
    }
  }

  /** The text itself, if it leaves the transaction alone. */
  public String check(String sql) throws SQLException {
    return allow(sql);
  }

  String allow(String sql) throws SQLException {
    live();
    if (!sql.equals(allowed)) {
      String word = words.firstIn(sql);
      if (word != null) {
        throw refuse("\"" + word + "\" as SQL");
      }
      allowed = sql;
    }
    return sql;
  }

  SQLException saw(SQLException e) {
    seen = e;
    return e;
  }

  /** A savepoint was set: what was seen before it, a rollback to it does not undo. */
  Savepoint mark(Savepoint savepoint) {
    seenBefore.put(savepoint, seen);
    return savepoint;
  }

  void backTo(Savepoint savepoint) {
    if (seenBefore.containsKey(savepoint)) {
      seen = seenBefore.get(savepoint);
    }
  }

  Statement guarded(Statement statement, Connection guarded) throws SQLException {
    live();
    return new GuardedStatement(statement, guarded, this);
  }

  PreparedStatement prepared(Preparing<PreparedStatement> preparing, Connection guarded)
      throws SQLException {
    return new GuardedPreparedStatement(watched(preparing), guarded, this);
  }

  CallableStatement called(Preparing<CallableStatement> preparing, Connection guarded)
      throws SQLException {
    return new GuardedCallableStatement(watched(preparing), guarded, this);
  }

  /** Some drivers find the error in a statement when it is prepared. */
  private <S> S watched(Preparing<S> preparing) throws SQLException {
    try {
      return preparing.prepare();
    } catch (SQLException e) {
      throw saw(e);
    }
  }

  /** Asks the driver for a statement. */
  @FunctionalInterface
  interface Preparing<S> {
    S prepare() throws SQLException;
  }
}
