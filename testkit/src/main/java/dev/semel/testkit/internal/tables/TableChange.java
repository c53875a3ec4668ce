// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import dev.semel.testkit.internal.tables.RowChange.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one table. Immutable.
 *
 * @param rows the rows, sorted by key; not all of them if they are many
 * @param counts exactly how many rows of each kind
 * @param whole what happened to the table as a whole, or null
 */
public record TableChange(
    String table, List<RowChange> rows, Map<Kind, Long> counts, @Nullable String whole) {
  public TableChange {
    rows = List.copyOf(rows);
    counts = Map.copyOf(counts);
  }

  static TableChange ofWhole(String table, String whole) {
    return new TableChange(table, List.of(), Map.of(), whole);
  }

  /** What happened, a line per row, without the name of the table. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>();
    rows.stream().map(RowChange::text).forEach(texts::add);
    remark().ifPresent(texts::add);
    return texts;
  }

  /**
   * What is to be said beside the rows: of the table as a whole, or of more rows than are shown.
   */
  public Optional<String> remark() {
    if (whole != null) {
      return Optional.of(whole);
    }
    long shown = rows.stream().mapToLong(RowChange::copies).sum();
    return changedRows() > shown ? Optional.of("in all: " + totals()) : Optional.empty();
  }

  /** How many rows were added, removed or changed. */
  public long changedRows() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private String totals() {
    return List.of(Kind.CHANGED, Kind.ADDED, Kind.REMOVED).stream()
        .filter(counts::containsKey)
        .map(kind -> Decimals.grouped(counts.getOrDefault(kind, 0L)) + " rows " + word(kind))
        .collect(Collectors.joining(", "));
  }

  private static String word(Kind kind) {
    return switch (kind) {
      case ADDED -> "added";
      case REMOVED -> "removed";
      case CHANGED -> "changed";
    };
  }
}
