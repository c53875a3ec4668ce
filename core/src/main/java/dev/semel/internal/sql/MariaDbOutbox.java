// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The log on MariaDB and MySQL: one table, from which rows go when they were sent. Immutable. */
public final class MariaDbOutbox implements OutboxSql {
  private final String insert;

  MariaDbOutbox(String prefix) {
    insert =
        """
        insert into {prefix}semel_outbox
               (lane, message_id, message_name, topic, `key`, content_type, headers, body,
                not_before, deliver_by, created_at)
        values (?, ?, ?, ?, ?, ?, ?, ?,
                timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000'),
                timestampadd(microsecond, ?, timestamp'1970-01-01 00:00:00.000000'),
                utc_timestamp(6))"""
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
            .uuidBytes(message.id())
            .text(message.name())
            .text(message.topic())
            .text(message.key())
            .text(message.contentType())
            .text(message.headers())
            .bytes(message.body())
            .micros(message.notBefore())
            .micros(message.deliverBy());
        if (messages.size() == 1) {
          statement.executeUpdate();
          return;
        }
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
