// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a text of SQL does, decided by its verbs. */
public final class SqlText {
  /** What one statement does. */
  public enum Verb {
    /** Changes nothing that stays: a query, a lock, a setting, a temporary table. */
    READ,
    WRITE,
    /** Changes the schema, or empties a table, which some databases take for the same. */
    DDL,
    BEGIN,
    COMMIT,
    ROLLBACK
  }

  private static final Set<String> WRITES =
      Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "UPSERT", "CALL", "LOAD", "IMPORT");
  private static final Set<String> IN_QUERIES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");
  private static final Set<String> DDL =
      Set.of(
          "CREATE",
          "ALTER",
          "DROP",
          "RENAME",
          "TRUNCATE",
          "COMMENT",
          "GRANT",
          "REVOKE",
          "REFRESH",
          "REINDEX");
  private static final Set<String> ROUTINES =
      Set.of("FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "PACKAGE", "ALIAS");
  private static final int SHOWN_MAX = 90;

  private SqlText() {}

  /** The verbs of all statements in the text, in their order. */
  public static List<Verb> verbs(String sql, Product product) {
    List<Verb> verbs = new ArrayList<>();
    for (List<String> statement : statements(SqlTokens.of(sql, product))) {
      verbs.add(verb(statement, product));
    }
    return verbs;
  }

  /** In one line, short, without the values that stand in it. */
  public static String shown(String sql) {
    String line =
        sql.replaceAll("(?s)/\\*.*?\\*/", " ")
            .replaceAll("(?m)--.*$", " ")
            .replaceAll("'[^']*'", "'…'")
            .replaceAll("\\s+", " ")
            .strip();
    return line.length() <= SHOWN_MAX ? line : line.substring(0, SHOWN_MAX - 1) + "…";
  }

  private static List<List<String>> statements(List<String> tokens) {
    List<List<String>> statements = new ArrayList<>();
    List<String> current = new ArrayList<>();
    for (String token : tokens) {
      if (token.equals(";") && !isRoutine(current)) {
        statements.add(current);
        current = new ArrayList<>();
      } else {
        current.add(token);
      }
    }
    statements.add(current);
    statements.removeIf(List::isEmpty);
    return statements;
  }

  /** The body of a routine is full of statements that are not run now. */
  private static boolean isRoutine(List<String> statement) {
    boolean creates =
        startsWith(statement, "CREATE") && statement.stream().limit(8).anyMatch(ROUTINES::contains);
    return creates || startsWith(statement, "BEGIN", "NOT");
  }

  private static Verb verb(List<String> statement, Product product) {
    String first = first(statement);
    return switch (first) {
      case "BEGIN" -> startsWith(statement, "BEGIN", "NOT") ? Verb.WRITE : Verb.BEGIN;
      case "START" -> startsWith(statement, "START", "TRANSACTION") ? Verb.BEGIN : Verb.READ;
      case "COMMIT", "END" -> startsWith(statement, first, "PREPARED") ? Verb.READ : Verb.COMMIT;
      case "ROLLBACK", "ABORT" -> rollback(statement);
      case "PREPARE" -> startsWith(statement, "PREPARE", "TRANSACTION") ? Verb.COMMIT : Verb.READ;
      case "SET" -> setting(statement);
      case "LOCK", "UNLOCK" ->
          product.isMySql() && statement.contains("TABLES") ? Verb.COMMIT : Verb.READ;
      case "COPY" -> statement.contains("FROM") ? Verb.WRITE : Verb.READ;
      case "DO" -> product.isPostgreSql() ? Verb.WRITE : Verb.READ;
      case "WITH" -> changesInside(statement) ? Verb.WRITE : Verb.READ;
      case "SELECT" -> selectsInto(statement, product) ? Verb.WRITE : Verb.READ;
      case "EXPLAIN" -> explained(statement);
      default -> byVerb(first, statement);
    };
  }

  private static Verb byVerb(String first, List<String> statement) {
    if (WRITES.contains(first)) {
      return Verb.WRITE;
    }
    return DDL.contains(first) && !isTemporary(statement) ? Verb.DDL : Verb.READ;
  }

  /** The first word; of {@code { ? = call f() }} it is CALL, too. */
  private static String first(List<String> statement) {
    return statement.stream()
        .filter(token -> Character.isLetter(token.charAt(0)))
        .findFirst()
        .orElse("");
  }

  private static boolean startsWith(List<String> statement, String... words) {
    return statement.size() >= words.length
        && statement.subList(0, words.length).equals(List.of(words));
  }

  /** Going back to a savepoint ends nothing. */
  private static Verb rollback(List<String> statement) {
    return statement.contains("TO") || statement.contains("PREPARED") ? Verb.READ : Verb.ROLLBACK;
  }

  private static Verb setting(List<String> statement) {
    int autocommit = statement.indexOf("AUTOCOMMIT");
    if (autocommit < 0) {
      return Verb.READ;
    }
    String value = statement.get(statement.size() - 1);
    return Set.of("1", "ON", "TRUE").contains(value) ? Verb.COMMIT : Verb.BEGIN;
  }

  private static boolean isTemporary(List<String> statement) {
    return startsWith(statement, "CREATE")
        && statement.stream().limit(5).anyMatch(w -> w.equals("TEMP") || w.equals("TEMPORARY"));
  }

  /** A changing verb after a parenthesis: in a WITH query, or behind the last of them. */
  private static boolean changesInside(List<String> statement) {
    for (int i = 1; i < statement.size(); i++) {
      String before = statement.get(i - 1);
      boolean called = i + 1 < statement.size() && statement.get(i + 1).equals("(");
      if (IN_QUERIES.contains(statement.get(i))
          && !called
          && (before.equals("(") || before.equals(")"))) {
        return true;
      }
    }
    return false;
  }

  /** It creates a table, but on MySQL it sets a variable or writes a file. */
  private static boolean selectsInto(List<String> statement, Product product) {
    int depth = 0;
    for (String token : statement) {
      depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
      if (depth == 0 && token.equals("INTO")) {
        return !product.isMySql();
      }
    }
    return false;
  }

  /** With ANALYZE it is run. */
  private static Verb explained(List<String> statement) {
    boolean runs = statement.contains("ANALYZE") || statement.contains("ANALYSE");
    return runs && statement.stream().anyMatch(IN_QUERIES::contains) ? Verb.WRITE : Verb.READ;
  }
}
