// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the log with all its columns, as one would read it by hand. */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record LoggedRow(
    String stamp,
    long id,
    UUID messageId,
    @Nullable String messageName,
    String topic,
    @Nullable String key,
    @Nullable String contentType,
    @Nullable String headers,
    byte[] body,
    OffsetDateTime createdAt,
    @Nullable OffsetDateTime notBefore,
    @Nullable OffsetDateTime deliverBy) {

  /** For the select list, with the table as {@code o}. */
  static final String COLUMNS =
      """
      o.stamp, o.id, o.message_id, o.message_name, o.topic, o.key, o.content_type, o.headers,
             o.body, o.created_at, o.not_before, o.deliver_by""";

  static LoggedRow of(ResultSet row) throws SQLException {
    return new LoggedRow(
        row.getString(1),
        row.getLong(2),
        row.getObject(3, UUID.class),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getBytes(9),
        row.getObject(10, OffsetDateTime.class),
        row.getObject(11, OffsetDateTime.class),
        row.getObject(12, OffsetDateTime.class));
  }
}
