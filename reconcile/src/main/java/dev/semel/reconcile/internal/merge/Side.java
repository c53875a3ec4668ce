// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.Entry;
import dev.semel.reconcile.EntryCursor;
import dev.semel.reconcile.ReconcileException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One cursor, one entry ahead, that must be in order. For one thread. */
final class Side {
  private final String name;
  private final EntryCursor cursor;
  private final int groupMax;
  private final Consumer<Entry> onRead;
  private @Nullable Entry next;
  private long position;

  Side(String name, EntryCursor cursor, int groupMax, Consumer<Entry> onRead) {
    this.name = name;
    this.cursor = cursor;
    this.groupMax = groupMax;
    this.onRead = onRead;
    advance();
  }

  /** The reference of the next entry; null after the last. */
  @Nullable String ref() {
    return next == null ? null : next.ref();
  }

  /** Takes all entries of a reference, which is that of the next one or a lower one. */
  void take(String ref, List<Entry> group) {
    group.clear();
    while (next != null && next.ref().equals(ref)) {
      if (group.size() == groupMax) {
        throw new ReconcileException(
            "SEMEL-703",
            "%s has more than %d records with one reference, up to %s %d; is it a reference of one thing?"
                .formatted(name, groupMax, cursor.unit(), position));
      }
      group.add(next);
      advance();
    }
  }

  private void advance() {
    Entry previous = next;
    long before = position;
    next = cursor.next();
    if (next == null) {
      return;
    }
    position = cursor.position();
    if (previous != null && RefOrder.compare(previous.ref(), next.ref()) > 0) {
      throw new ReconcileException(
          "SEMEL-702",
          ("%s is not in order: %s %d may not come after %s %d. Order by the unsigned bytes of the"
                  + " reference in UTF-8, in PostgreSQL by ref collate \"C\"; nothing was repaired")
              .formatted(name, cursor.unit(), position, cursor.unit(), before));
    }
    onRead.accept(next);
  }
}
