// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transaction an effect runs in. Valid only until the effect returns, and only on its thread.
 */
public interface Tx {
  /**
   * The connection of the transaction. It refuses commit, rollback, close, unwrap and a change of
   * auto-commit, as JDBC calls and as SQL text: ending the transaction is the ledger's business.
   * Savepoints are free to use.
   */
  Connection connection();

  /**
   * Adds a statement to be sent just before the commit. Statements with the same text travel
   * together in one JDBC batch; the statements of one effect keep their order among themselves.
   * What is added is not visible to queries the effect itself makes.
   *
   * @param sql one insert, update, delete or merge with {@code ?} for each argument
   * @param args bound by {@code PreparedStatement.setObject}
   */
  void add(String sql, @Nullable Object... args);

  /**
   * Writes messages to the outbox, in this order, with this transaction: they are sent if it
   * commits, and only then. They are written just before the commit.
   */
  void publish(Message... messages);

  /** The same. */
  void publish(List<Message> messages);
}
