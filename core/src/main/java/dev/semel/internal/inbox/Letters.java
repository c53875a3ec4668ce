// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.Inbox;
import dev.semel.LedgerException;
import dev.semel.Message;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.outbox.Pending;
import dev.semel.internal.sql.InboxRow;
import dev.semel.spi.InboxEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** What is published about messages that are parked, with their parking. Thread-safe. */
final class Letters {
  private final Doors doors;
  private final InboxSettings settings;

  Letters(Doors doors, InboxSettings settings) {
    this.doors = doors;
    this.settings = settings;
  }

  /** Writes a dead letter for each of these that is parked. */
  void write(Connection c, List<InboxRow> rows) throws SQLException {
    Inbox.DeadLetters letters = settings.deadLetters();
    if (letters == null) {
      return;
    }
    Pending pending = doors.publishing().pending();
    for (InboxRow row : rows) {
      if (row.isParked()) {
        pending.of(new Pending.Origin(settings.scope(), "dead letter " + row.place(), null));
        pending.add(letter(letters, row));
      }
    }
    pending.send(c, doors.database().outbox());
  }

  private static Message letter(Inbox.DeadLetters letters, InboxRow row) {
    InboxEvent.Why why = Objects.requireNonNull(row.why(), "why");
    try {
      return Objects.requireNonNull(
          letters.of(row.message(), why, String.valueOf(row.error()), row.attempts()),
          "the dead letter");
    } catch (RuntimeException e) {
      throw new LedgerException(
          "SEMEL-057",
          ("message %s is to be parked (%s) and the dead letter about it could not be made, so it is"
                  + " not parked and comes again; look at the function given to deadLetters(...)")
              .formatted(row.message(), why),
          e);
    }
  }

  /** To be called after the commit. */
  void sent(List<InboxRow> rows) {
    if (settings.deadLetters() != null && rows.stream().anyMatch(InboxRow::isParked)) {
      doors.publishing().signal().ring();
    }
  }
}
