// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The log on H2: one table, from which rows go when they were sent. Immutable. */
public final class H2Outbox implements OutboxSql {
  private final String insert;

  H2Outbox(String prefix) {
    insert =
        """
        insert into {prefix}semel_outbox
               (lane, message_id, message_name, topic, "key", content_type, headers, body,
                not_before, deliver_by, created_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, current_timestamp)"""
            .replace("{prefix}", prefix);
  }

  @Override
  public void insert(Connection c, List<NewMessage> messages) throws SQLException {
    if (messages.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = c.prepareStatement(insert)) {
      for (NewMessage message : messages) {
        new Bind(statement)
            .integer(message.lane())
            .uuid(message.id())
            .text(message.name())
            .text(message.topic())
            .text(message.key())
            .text(message.contentType())
            .text(message.headers())
            .bytes(message.body())
            .instant(message.notBefore())
            .instant(message.deliverBy());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Nothing: rows are gone when they were sent. */
  @Override
  public Emptied empty(Connection c, Duration keep, long rowsMax) {
    return new Emptied(0, 0, false);
  }
}
