// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A table of the caller's and the columns a statement touches. Immutable; every name is checked.
 *
 * @param table one name, or a schema and a name with a dot between
 * @param keys the columns that name a row, at least one
 * @param version a column with a number that grows with each change
 * @param columns the other columns
 */
public record Target(String table, List<String> keys, String version, List<String> columns) {
  public Target {
    keys = List.copyOf(keys);
    columns = List.copyOf(columns);
    String[] parts = table.split("\\.", -1);
    Names.checked("table", parts[parts.length - 1]);
    if (parts.length > 1) {
      Names.checked("schema", parts.length == 2 ? parts[0] : table);
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("SEMEL-015 no key column is named for " + table);
    }
    List<String> all = new ArrayList<>(keys);
    all.addAll(columns);
    all.add(version);
    all.forEach(name -> Names.checked("column", name));
    if (new HashSet<>(all).size() < all.size()) {
      throw new IllegalArgumentException(
          "SEMEL-015 a column is named twice for %s: %s".formatted(table, all));
    }
  }

  /** The keys, the columns and the version, in the order in which inserts name them. */
  List<String> all() {
    List<String> all = new ArrayList<>(keys);
    all.addAll(columns);
    all.add(version);
    return all;
  }

  /**
   * Writes the names into a statement.
   *
   * @param statement whole, with {@code {table}} for the table, {@code {version}} for the version
   */
  String in(String statement, UnaryOperator<String> quote) {
    String[] parts = table.split("\\.", -1);
    String name = quote.apply(parts[parts.length - 1]);
    return statement
        .replace("{table}", parts.length == 2 ? quote.apply(parts[0]) + "." + name : name)
        .replace("{version}", quote.apply(version));
  }

  /** Writes a piece once for each name, in which {@code {}} stands for it. */
  static String each(
      List<String> names, String piece, String between, UnaryOperator<String> quote) {
    return String.join(
        between, names.stream().map(name -> piece.replace("{}", quote.apply(name))).toList());
  }
}
