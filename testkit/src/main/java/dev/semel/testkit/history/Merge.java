// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Puts recordings together by time; within one of them its own order is kept. */
final class Merge {
  private Merge() {}

  static void into(Recording whole, List<Recording> parts) {
    PriorityQueue<Cursor> heads =
        new PriorityQueue<>(
            Comparator.comparingLong((Cursor c) -> c.nanos).thenComparingInt(c -> c.part));
    for (int i = 0; i < parts.size(); i++) {
      whole.addTorn(parts.get(i).torn());
      Cursor cursor = new Cursor(i, parts.get(i).log().rows());
      if (cursor.next()) {
        heads.add(cursor);
      }
    }
    while (!heads.isEmpty()) {
      Cursor head = heads.remove();
      Event event = head.event();
      whole
          .log()
          .append(
              event.nanos(),
              whole.log().process(event.process()),
              event.kind(),
              event.phase(),
              event.id(),
              event.key(),
              event.sequence());
      if (head.next()) {
        heads.add(head);
      }
    }
  }

  /** Where the merge is in one part; its time never goes back, whatever the rows say. */
  private static final class Cursor {
    private final int part;
    private final Rows rows;
    private long row = -1;
    private long nanos = Long.MIN_VALUE;

    Cursor(int part, Rows rows) {
      this.part = part;
      this.rows = rows;
    }

    boolean next() {
      if (++row >= rows.size()) {
        return false;
      }
      nanos = Math.max(nanos, rows.chunk(row).nanos((int) row & (Chunk.ROWS - 1)));
      return true;
    }

    Event event() {
      return rows.event(rows.chunk(row), (int) row & (Chunk.ROWS - 1));
    }
  }
}
