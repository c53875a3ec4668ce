// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The usual {@link Invariant invariants} as one-liners. Immutable, hence thread-safe. */
public final class Invariants {
  private Invariants() {}

  /**
   * Each of these ids has exactly one effect, and nothing else has any.
   *
   * @param sql gives the id of each effect in its first column
   */
  public static Invariant exactlyOncePer(String sql, Object... ids) {
    return database -> {
      Map<String, Integer> found = counted(firstColumn(database, sql));
      List<String> violations = new ArrayList<>();
      Set<String> expected = new LinkedHashSet<>(Stream.of(ids).map(String::valueOf).toList());
      for (String id : expected) {
        int times = found.getOrDefault(id, 0);
        if (times == 0) {
          violations.add("lost: " + id + " has no effect in '" + sql + "'");
        }
      }
      found.forEach(
          (id, times) -> {
            if (!expected.contains(id)) {
              violations.add(
                  "phantom: " + id + " has an effect in '" + sql + "', but is not known");
            }
          });
      violations.addAll(doubles(found, "'" + sql + "'"));
      return violations;
    };
  }

  /** No id has more than one effect. */
  public static Invariant atMostOncePer(String sql) {
    return database -> doubles(counted(firstColumn(database, sql)), "'" + sql + "'");
  }

  /** The one number this gives, such as a sum of balances, is always the same. */
  public static Invariant conserved(String sql, long expected) {
    return database -> {
      List<String> found = firstColumn(database, sql);
      boolean same = found.size() == 1 && isNumber(found.get(0), expected);
      String is = found.size() == 1 ? found.get(0) : found.size() + " rows";
      return same ? List.of() : List.of("'" + sql + "' is " + is + ", expected " + expected);
    };
  }

  /**
   * What was published and what was committed are the same; a repeated publication of the same id
   * is allowed.
   *
   * @param sql gives the id of each committed effect
   * @param published the ids outside, such as a topic's entries
   */
  public static Invariant publishedIfAndOnlyIfCommitted(
      String sql, Supplier<? extends List<String>> published) {
    return database -> {
      Set<String> committed = new TreeSet<>(firstColumn(database, sql));
      Set<String> out = new TreeSet<>(published.get());
      List<String> violations = new ArrayList<>();
      for (String id : committed) {
        if (!out.contains(id)) {
          violations.add("never published: " + id + " is committed ('" + sql + "')");
        }
      }
      for (String id : out) {
        if (!committed.contains(id)) {
          violations.add("ghost: " + id + " was published and is not committed ('" + sql + "')");
        }
      }
      return violations;
    };
  }

  /** A ledger outside the database has each key once at most; such as a gateway's charges. */
  public static Invariant atMostOncePerKey(String ledger, Supplier<? extends List<String>> keys) {
    return database -> doubles(counted(keys.get()), ledger);
  }

  /**
   * For each key the sequence only ever grows.
   *
   * @param sql gives key and sequence number of each effect, in the order in which they happened
   */
  public static Invariant inOrderPerKey(String sql) {
    return database -> {
      List<String> violations = new ArrayList<>();
      Map<String, Long> last = new HashMap<>();
      for (List<String> row : rows(database, sql, 2)) {
        long sequence = Long.parseLong(row.get(1));
        Long before = last.put(row.get(0), sequence);
        if (before != null && before >= sequence) {
          violations.add("out of order: " + row.get(0) + " has " + sequence + " after " + before);
        }
      }
      return violations;
    };
  }

  /** The query for work that is not finished finds nothing. */
  public static Invariant nothingUnfinished(String sql) {
    return database -> {
      List<String> violations = new ArrayList<>();
      for (String id : firstColumn(database, sql)) {
        violations.add("unfinished: " + id + " ('" + sql + "')");
      }
      return violations;
    };
  }

  /** A sum may come as 120, 120.00 or, of no rows, as null. */
  private static boolean isNumber(String text, long expected) {
    try {
      return new BigDecimal(text).compareTo(BigDecimal.valueOf(expected)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static List<String> doubles(Map<String, Integer> found, String where) {
    List<String> violations = new ArrayList<>();
    found.forEach(
        (id, times) -> {
          if (times > 1) {
            violations.add("double: " + id + " has " + times + " effects in " + where);
          }
        });
    return violations;
  }

  private static Map<String, Integer> counted(List<String> ids) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    ids.forEach(id -> counts.merge(id, 1, Integer::sum));
    return counts;
  }

  private static List<String> firstColumn(DataSource database, String sql) throws SQLException {
    return rows(database, sql, 1).stream().map(row -> row.get(0)).toList();
  }

  private static List<List<String>> rows(DataSource database, String sql, int columns)
      throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<String>> all = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(rows.getString(column)));
        }
        all.add(row);
      }
      return all;
    }
  }
}
