// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** To come. */
public final class H2Outbox implements OutboxSql {
  H2Outbox(String prefix) {}

  @Override
  public void insert(Connection c, List<NewMessage> messages) throws SQLException {
    if (!messages.isEmpty()) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public Emptied empty(Connection c, Duration keep, long rowsMax) throws SQLException {
    throw new UnsupportedOperationException();
  }
}
