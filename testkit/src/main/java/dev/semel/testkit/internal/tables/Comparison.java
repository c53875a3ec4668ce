// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import dev.semel.testkit.internal.tables.RowChange.Cell;
import dev.semel.testkit.internal.tables.RowChange.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Finds the rows that differ between two moments of one table. For one thread. */
final class Comparison {
  /** Enough to see what happened; the counts are exact whatever it is. */
  private static final int ROWS_KEPT = 20;

  private final Table table;
  private final Rows before;
  private final Rows after;
  private final List<RowChange> kept = new ArrayList<>();
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

  Comparison(Table table, Rows before, Rows after) {
    this.table = table;
    this.before = before;
    this.after = after;
  }

  TableChange change() {
    if (!before.areNamed() || !after.areNamed()) {
      return TableChange.ofWhole(
          table.name(),
          ("changed, from %s rows to %s; which ones cannot be said: they are too many for the"
                  + " memory of a snapshot")
              .formatted(Decimals.grouped(before.count()), Decimals.grouped(after.count())));
    }
    before.forEach(this::sinceBefore);
    after.forEach(this::onlyAfter);
    kept.sort(RowChange.BY_KEY);
    return new TableChange(table.name(), kept, counts, null);
  }

  private void sinceBefore(int slot) {
    int now = after.find(before, slot);
    if (now < 0) {
      copies(Kind.REMOVED, before, slot, before.copies(slot));
    } else if (table.isBag()) {
      long more = after.copies(now) - before.copies(slot);
      copies(more > 0 ? Kind.ADDED : Kind.REMOVED, before, slot, Math.abs(more));
    } else if (!before.sameRow(slot, after, now)) {
      count(Kind.CHANGED, 1);
      if (isKept()) {
        kept.add(changed(slot, now));
      }
    }
  }

  private void onlyAfter(int slot) {
    if (before.find(after, slot) < 0) {
      copies(Kind.ADDED, after, slot, after.copies(slot));
    }
  }

  private void copies(Kind kind, Rows rows, int slot, long copies) {
    if (copies == 0) {
      return;
    }
    count(kind, copies);
    if (isKept()) {
      kept.add(whole(kind, rows, slot, copies));
    }
  }

  private boolean isKept() {
    return kept.size() < ROWS_KEPT;
  }

  private void count(Kind kind, long more) {
    counts.merge(kind, more, Long::sum);
  }

  private RowChange whole(Kind kind, Rows rows, int slot, long copies) {
    List<Cell> cells = new ArrayList<>();
    List<Value> values = rows.values(slot);
    if (values != null) {
      for (int i = table.keyColumns(); i < values.size(); i++) {
        String shown = table.columns().get(i).shown(values.get(i));
        String name = table.columns().get(i).name();
        cells.add(
            kind == Kind.ADDED
                ? new Cell(name, null, shown, null)
                : new Cell(name, shown, null, null));
      }
    }
    return new RowChange(kind, key(rows, slot), cells, copies, values != null);
  }

  private RowChange changed(int slot, int now) {
    List<Value> was = before.values(slot);
    List<Value> is = after.values(now);
    List<Cell> cells = new ArrayList<>();
    if (was != null && is != null) {
      for (int i = table.keyColumns(); i < was.size(); i++) {
        if (!was.get(i).equals(is.get(i))) {
          cells.add(cell(table.columns().get(i), was.get(i), is.get(i)));
        }
      }
    }
    return new RowChange(Kind.CHANGED, key(before, slot), cells, 1, was != null && is != null);
  }

  private static Cell cell(Column column, Value was, Value is) {
    return new Cell(
        column.name(),
        column.shown(was),
        column.shown(is),
        was.number().flatMap(old -> is.number().map(number -> number.subtract(old))).orElse(null));
  }

  private List<Cell> key(Rows rows, int slot) {
    List<Cell> cells = new ArrayList<>();
    List<Value> values = rows.key(slot);
    for (int i = 0; i < values.size(); i++) {
      Column column = table.columns().get(i);
      String shown = column.shown(values.get(i));
      cells.add(new Cell(column.name(), shown, shown, null));
    }
    return cells;
  }
}
