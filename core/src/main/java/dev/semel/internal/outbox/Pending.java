// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

import dev.semel.Message;
import dev.semel.internal.sql.NewMessage;
import dev.semel.internal.sql.OutboxSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Messages effects have published, to be written at the end of their transaction: after all its
 * locks were taken, so that the order of the rows is the order of the transactions. For one thread.
 */
public final class Pending {
  private final Writer writer;
  private final List<NewMessage> rows = new ArrayList<>();
  private final Map<String, Integer> perName = new HashMap<>();
  private @Nullable Origin origin;

  /**
   * What the ids are derived from.
   *
   * @param birth when it was born, if it says so
   */
  public record Origin(String scope, String id, @Nullable Instant birth) {}

  public Pending(Writer writer) {
    this.writer = writer;
  }

  /** The next messages are those of this effect; null if it has no name. */
  public void of(@Nullable Origin next) {
    origin = next;
    perName.clear();
  }

  public void add(Message message) {
    rows.add(writer.row(message, () -> id(message)));
  }

  private UUID id(Message message) {
    Origin from = origin;
    if (from == null) {
      return Ids.fresh();
    }
    String name = message.name().orElseGet(() -> "#" + message.topic());
    int number = perName.merge(name, 1, Integer::sum);
    return Ids.derived(from.birth(), from.scope(), from.id(), name, Integer.toString(number));
  }

  public List<NewMessage> rows() {
    return rows;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Writes the rows. */
  public void send(Connection c, OutboxSql sql) throws SQLException {
    if (!rows.isEmpty()) {
      sql.insert(c, rows);
    }
  }
}
