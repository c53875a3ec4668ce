// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that deliveries did: a row added, removed or changed, or an effect outside the
 * database. Immutable.
 *
 * @param where the table, or the name of the place outside
 * @param key the columns of the row's key with their values; empty where there is none
 * @param columns those that changed; of an added or removed row, all that are not its key
 * @param text what happened, for people, without {@code where}
 */
public record Change(
    Kind kind, String where, Map<String, String> key, List<Column> columns, String text) {
  public Change {
    key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
    columns = List.copyOf(columns);
  }

  /** What happened. */
  public enum Kind {
    ROW_ADDED,
    ROW_REMOVED,
    ROW_CHANGED,
    /** To a table as a whole: it is new or gone, or its rows are too many to name them. */
    TABLE_CHANGED,
    /** An effect outside that came on top. */
    EFFECT_ADDED,
    /** An effect outside that was there in the run compared with, and is not now. */
    EFFECT_MISSING
  }

  /**
   * A column with its values, written as in a report: text in quotes, long values cut.
   *
   * @param before null in an added row; the word {@code null} for a null of the database
   * @param after null in a removed row
   * @param difference of two numbers
   */
  public record Column(
      String name,
      @Nullable String before,
      @Nullable String after,
      @Nullable BigDecimal difference) {}

  boolean isOutside() {
    return kind == Kind.EFFECT_ADDED || kind == Kind.EFFECT_MISSING;
  }

  @Override
  public String toString() {
    return where + "  " + text;
  }
}
