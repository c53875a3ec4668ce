// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.internal.ledger.Steps;
import dev.semel.internal.sql.Entry;
import dev.semel.internal.sql.EntryState;
import dev.semel.internal.sql.Evidence;
import dev.semel.internal.sql.JournalSql;
import dev.semel.internal.sql.NewEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The journal in transactions of its own, each of which may be run again. Immutable. */
record Journal(Steps steps, JournalSql sql) {

  boolean add(NewEntry entry, String subject) {
    return in(subject, "while its intent was written down", c -> sql.add(c, entry));
  }

  Optional<Entry> read(UUID id, String subject) {
    return looked(subject, c -> Optional.ofNullable(sql.read(c, id)));
  }

  boolean takeUp(Entry entry, Duration lease, boolean send) {
    return in(
        entry.key(),
        "while it was taken up",
        c -> sql.takeUp(c, entry.id(), entry.fence(), lease, send));
  }

  /** Leaves it for later, and says why; false if it is somebody else's by now. */
  boolean leave(Entry entry, EntryState state, @Nullable Duration time, Said said) {
    return in(
        entry.key(),
        "while it was left for later",
        c -> {
          if (!entry.state().canBecome(state)) {
            throw new IllegalStateException(entry.state() + " cannot become " + state);
          }
          boolean left = sql.leave(c, entry.id(), entry.fence(), state, time, said.words());
          if (left) {
            sql.tell(c, entry.id(), said.source(), said.says(), said.detail());
          }
          return left;
        });
  }

  void tell(UUID id, String subject, Said said) {
    in(
        subject,
        "while something was said about it",
        c -> {
          sql.tell(c, id, said.source(), said.says(), said.detail());
          return true;
        });
  }

  List<UUID> due(int scope, String name, int entriesMax) {
    return looked(name, c -> sql.due(c, scope, entriesMax));
  }

  List<Entry> in(int scope, EntryState state, int entriesMax, String name) {
    return looked(name, c -> sql.in(c, scope, state, entriesMax));
  }

  List<Evidence> evidence(UUID id, String subject) {
    return looked(subject, c -> sql.evidence(c, id));
  }

  Optional<UUID> find(int scope, String reference, String name) {
    return looked(name, c -> Optional.ofNullable(sql.find(c, scope, reference)));
  }

  private <T> T looked(Object what, Steps.Work<T> looking) {
    return steps.run(
        what,
        "while the journal was read",
        c -> {
          T found = looking.on(c);
          c.rollback();
          return found;
        });
  }

  private boolean in(String subject, String what, Changing changing) {
    return steps.run(
        subject,
        what,
        c -> {
          boolean changed = changing.on(c);
          c.commit();
          return changed;
        });
  }

  @FunctionalInterface
  private interface Changing {
    boolean on(Connection c) throws SQLException;
  }
}
