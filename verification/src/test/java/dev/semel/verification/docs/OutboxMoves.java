// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import dev.semel.Message;
import dev.semel.Semel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The code of docs/migrating-outbox.md. */
public final class OutboxMoves {
  private OutboxMoves() {}

  public static int move(Semel semel, DataSource dataSource, String takeOut) throws SQLException {
    // tag::move[]
    List<Message> messages = new ArrayList<>();
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement rows = connection.prepareStatement(takeOut);
          ResultSet row = rows.executeQuery()) {
        while (row.next()) {
          messages.add(
              Message.to(row.getString("topic"))
                  .id(row.getString("id")) // the id it had, so that receivers know it
                  .key(row.getString("key"))
                  .contentType("application/json")
                  .body(row.getString("body")));
        }
      }
      semel.outbox().publish(connection, messages);
      connection.commit(); // out of the old table and into the log, or neither
    }
    // end::move[]
    return messages.size();
  }
}
