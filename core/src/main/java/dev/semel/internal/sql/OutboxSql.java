// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The statements that write to the log of messages and empty it. */
public sealed interface OutboxSql permits PostgreSqlOutbox, MariaDbOutbox, H2Outbox {

  /** For connections whose database is not known before; in the tables of their schema. */
  static PerKind<OutboxSql> unqualified() {
    return new PerKind<>(new PostgreSqlOutbox(""), new MariaDbOutbox(""), new H2Outbox(""));
  }

  /** Adds messages, in this order, to the transaction of the connection. */
  void insert(Connection c, List<NewMessage> messages) throws SQLException;

  /**
   * Forgets messages that every relay has dealt with and that are older than the keep time, in
   * transactions of its own.
   */
  Emptied empty(Connection c, Duration keep, long rowsMax) throws SQLException;

  /**
   * What was forgotten.
   *
   * @param more whether the bound was reached
   */
  record Emptied(int slots, long rows, boolean more) {}
}
