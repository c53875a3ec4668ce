// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Statements that effects have added, to be sent together. For one thread.
 *
 * <p>Statements with the same text go into one JDBC batch, where the driver pipelines them. What
 * must not change is the order of the statements of one effect: one is put into the first batch of
 * its text that is not before the effect's previous statement, or into a new one at the end. In
 * strict order only the last batch is joined.
 */
final class Adds {
  private final boolean strict;
  private final List<Group> groups = new ArrayList<>();
  private int earliest;

  Adds(boolean strict) {
    this.strict = strict;
  }

  /** The next statements are those of another effect. */
  void nextEffect() {
    earliest = 0;
  }

  void add(String sql, @Nullable Object[] args) {
    int from = strict ? Math.max(0, groups.size() - 1) : earliest;
    for (int i = from; i < groups.size(); i++) {
      if (groups.get(i).sql.equals(sql)) {
        groups.get(i).rows.add(args);
        earliest = i;
        return;
      }
    }
    groups.add(new Group(sql, new ArrayList<>(List.of(new Object[][] {args}))));
    earliest = groups.size() - 1;
  }

  void send(Connection c) throws SQLException {
    for (Group group : groups) {
      try (PreparedStatement statement = c.prepareStatement(group.sql)) {
        group.send(statement);
      }
    }
  }

  /** The batches in the order they will be sent. */
  void forEach(BiConsumer<String, List<@Nullable Object[]>> visitor) {
    groups.forEach(group -> visitor.accept(group.sql(), group.rows()));
  }

  private record Group(String sql, List<@Nullable Object[]> rows) {
    void send(PreparedStatement statement) throws SQLException {
      for (@Nullable Object[] args : rows) {
        for (int i = 0; i < args.length; i++) {
          statement.setObject(i + 1, args[i]);
        }
        if (rows.size() == 1) {
          statement.executeUpdate();
        } else {
          statement.addBatch();
        }
      }
      if (rows.size() > 1) {
        statement.executeBatch();
      }
    }
  }
}
