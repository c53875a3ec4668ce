// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.util.ArrayList;
import java.util.List;

/**
 * What happened between two moments, table by table. Immutable.
 *
 * @param tables those that differ, by name
 */
public record Difference(List<TableChange> tables) {
  public Difference {
    tables = List.copyOf(tables);
  }

  public boolean isEmpty() {
    return tables.isEmpty();
  }

  /** For people: a line per row, the names of the tables in one column. */
  public List<String> lines() {
    int width = tables.stream().mapToInt(change -> change.table().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (TableChange change : tables) {
      String table = change.table() + " ".repeat(width - change.table().length() + 2);
      change.texts().forEach(text -> lines.add(table + text));
    }
    return lines;
  }
}
