// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import dev.semel.testkit.internal.tables.TableSearch.Described;
import dev.semel.testkit.internal.tables.TableSearch.Found;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Names as a test writes them, and what they mean. Immutable. */
final class Names {
  private final List<Found> tables;
  private final List<String> schemas;

  Names(List<Found> tables, List<String> schemas) {
    this.tables = tables;
    this.schemas = schemas;
  }

  Set<Found> tables(List<String> names) {
    Set<Found> meant = new HashSet<>();
    names.forEach(name -> meant.addAll(table(name, name)));
    return meant;
  }

  Map<Found, Set<String>> columns(List<String> names) {
    Map<Found, Set<String>> meant = new HashMap<>();
    for (String name : names) {
      int dot = name.lastIndexOf('.');
      if (dot < 1 || dot == name.length() - 1) {
        throw new UnknownNameException(
            "'%s' names no column: write it as table.column".formatted(name));
      }
      for (Found table : table(name.substring(0, dot), name)) {
        List<String> there = table.columns().stream().map(Described::name).toList();
        String column = resolve("column of table " + table.name(), name.substring(dot + 1), there);
        meant.computeIfAbsent(table, t -> new HashSet<>()).add(column);
      }
    }
    return meant;
  }

  /** The name as the database writes it: exactly this one, or the only one but for its case. */
  static String resolve(String what, String name, Collection<String> there) {
    if (there.contains(name)) {
      return name;
    }
    List<String> alike = there.stream().filter(name::equalsIgnoreCase).toList();
    if (alike.size() == 1) {
      return alike.get(0);
    }
    throw new UnknownNameException(
        alike.isEmpty()
            ? "there is no %s called '%s'; there are: %s".formatted(what, name, listed(there))
            : "'%s' may mean each of %s: write it in upper and lower case as it is"
                .formatted(name, listed(alike)));
  }

  /** A name without its schema may mean a table in each of them. */
  private Set<Found> table(String name, String asWritten) {
    int dot = name.lastIndexOf('.');
    List<Found> within = tables;
    String plain = name;
    if (dot > 0) {
      String schema = resolve("schema looked at", name.substring(0, dot), schemas);
      within = tables.stream().filter(table -> table.schema().equals(schema)).toList();
      plain = name.substring(dot + 1);
    }
    Set<String> there = within.stream().map(Found::name).collect(Collectors.toSet());
    try {
      String meant = resolve("table", plain, there);
      return within.stream()
          .filter(table -> table.name().equals(meant))
          .collect(Collectors.toSet());
    } catch (UnknownNameException e) {
      throw new UnknownNameException(
          "%s (named by '%s'; schema %s)"
              .formatted(e.getMessage(), asWritten, String.join(", ", schemas)));
    }
  }

  private static String listed(Collection<String> names) {
    return names.isEmpty()
        ? "none"
        : names.stream().sorted(String.CASE_INSENSITIVE_ORDER).collect(Collectors.joining(", "));
  }
}
