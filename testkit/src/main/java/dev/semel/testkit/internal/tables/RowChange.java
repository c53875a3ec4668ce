// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row that was added, removed or changed. Immutable.
 *
 * @param key its key; empty in a table without one
 * @param cells the columns that changed; of an added or removed row, all that are not its key
 * @param copies how many equal rows: more than one in a table without a key alone
 * @param valuesKnown false if the values did not fit into the memory of the snapshot
 */
public record RowChange(
    Kind kind, List<Cell> key, List<Cell> cells, long copies, boolean valuesKnown) {
  private static final int CELLS_SHOWN = 8;

  /** By key, numbers as numbers. */
  static final Comparator<RowChange> BY_KEY =
      Comparator.comparing(RowChange::sortKey, RowChange::compareKeys);

  public RowChange {
    key = List.copyOf(key);
    cells = List.copyOf(cells);
  }

  /** What happened to the row. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  /**
   * A column of the row, with values as a report shows them.
   *
   * @param difference of two numbers
   */
  public record Cell(
      String column,
      @Nullable String before,
      @Nullable String after,
      @Nullable BigDecimal difference) {
    String value() {
      return column + "=" + (after == null ? before : after);
    }

    String change() {
      String text = column + " " + before + " -> " + after;
      return difference == null
          ? text
          : text + "   (" + (difference.signum() > 0 ? "+" : "") + difference.toPlainString() + ")";
    }
  }

  /** In one line, such as {@code id=7 balance 110 -> 120 (+10)}. */
  public String text() {
    String subject = key.stream().map(Cell::value).collect(Collectors.joining(", "));
    String happened = happened();
    return subject.isEmpty() ? happened : subject + "   " + happened;
  }

  private String happened() {
    if (kind == Kind.CHANGED) {
      return valuesKnown
          ? joined(cells.stream().map(Cell::change).toList(), "   ")
          : "changed (which values is not known: the table is larger than the memory of a snapshot)";
    }
    String verb = kind == Kind.ADDED ? "added" : "removed";
    if (copies > 1) {
      verb += " " + Decimals.grouped(copies) + " times";
    }
    if (!valuesKnown) {
      return verb
          + " (its values are not known: the table is larger than the memory of a snapshot)";
    }
    return verb + " {" + joined(cells.stream().map(Cell::value).toList(), ", ") + "}";
  }

  private static String joined(List<String> parts, String between) {
    return parts.size() <= CELLS_SHOWN
        ? String.join(between, parts)
        : String.join(between, parts.subList(0, CELLS_SHOWN))
            + between
            + "and "
            + (parts.size() - CELLS_SHOWN)
            + " columns more";
  }

  private List<String> sortKey() {
    return (key.isEmpty() ? cells : key)
        .stream()
            .map(cell -> String.valueOf(cell.after() == null ? cell.before() : cell.after()))
            .toList();
  }

  private static int compareKeys(List<String> one, List<String> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int order = compare(one.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.size(), other.size());
  }

  /** Numbers before anything else, so that the order is one also among mixed keys. */
  private static int compare(String one, String other) {
    var number = Decimals.parse(one);
    var otherNumber = Decimals.parse(other);
    if (number.isPresent() && otherNumber.isPresent()) {
      return number.get().compareTo(otherNumber.get());
    }
    return number.isPresent() == otherNumber.isPresent()
        ? one.compareTo(other)
        : number.isPresent() ? -1 : 1;
  }
}
