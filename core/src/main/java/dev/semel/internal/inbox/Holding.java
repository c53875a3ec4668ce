// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Steps;
import dev.semel.internal.sql.InboxRow;
import dev.semel.internal.sql.InboxSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Keeps messages in the database that cannot be applied now. Thread-safe. */
final class Holding {
  private final Steps steps;
  private final InboxSql sql;
  private final String scope;
  private final Letters letters;

  Holding(Doors doors, InboxSettings settings, Letters letters) {
    this.steps = new Steps(doors.dataSource());
    this.sql = doors.database().inbox();
    this.scope = settings.scope();
    this.letters = letters;
  }

  /**
   * Holds messages, in one transaction.
   *
   * @return those that were not held before, as they are now
   */
  List<InboxRow> hold(List<InboxRow> wanted) {
    List<InboxRow> held =
        steps.run(
            "%d messages of %s".formatted(wanted.size(), scope),
            "while they were put aside",
            c -> {
              List<InboxRow> fresh = hold(c, wanted);
              sql.commit(c);
              return fresh;
            });
    sent(held);
    return held;
  }

  /** The same within a transaction, which the caller commits soon after. */
  List<InboxRow> hold(Connection c, List<InboxRow> wanted) throws SQLException {
    sql.lock(c, scope);
    List<InboxRow> fresh = withoutKnown(c, wanted);
    if (!fresh.isEmpty()) {
      fresh = inLine(fresh, sql.held(c, scope, lines(fresh)));
      sql.hold(c, scope, fresh);
      letters.write(c, fresh);
    }
    return fresh;
  }

  /** To be called after the commit. */
  void sent(List<InboxRow> held) {
    letters.sent(held);
  }

  /** What is held comes again if it was not acknowledged. */
  private List<InboxRow> withoutKnown(Connection c, List<InboxRow> wanted) throws SQLException {
    Set<UUID> seen =
        new HashSet<>(sql.places(c, scope, wanted.stream().map(InboxRow::place).toList()));
    return wanted.stream().filter(row -> seen.add(row.place())).toList();
  }

  private static Set<UUID> lines(List<InboxRow> rows) {
    Set<UUID> lines = new HashSet<>();
    rows.forEach(row -> lines.add(row.line()));
    return lines;
  }

  /** Only the first of a line waits, and it does so even if it was to be behind another. */
  private static List<InboxRow> inLine(List<InboxRow> rows, Set<UUID> held) {
    Set<UUID> taken = new HashSet<>(held);
    List<InboxRow> inLine = new ArrayList<>(rows.size());
    for (InboxRow row : rows) {
      boolean first = taken.add(row.line());
      if (row.isParked()) {
        inLine.add(row);
      } else {
        inLine.add(first ? row.waiting(row.tryInMillis()) : row.behind());
      }
    }
    return inLine;
  }
}
