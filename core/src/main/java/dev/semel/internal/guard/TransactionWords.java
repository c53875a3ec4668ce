// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.guard;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds statements that would end the transaction in a piece of SQL. It reads the first words of
 * each statement and skips over what is quoted or commented; it does not parse. Immutable.
 */
final class TransactionWords {
  private static final Set<String> EVERYWHERE = Set.of("abort", "begin", "commit", "end", "start");

  private final Set<String> more;

  TransactionWords(Set<String> more) {
    this.more = more;
  }

  /**
   * The first offending word, or null. Whether a backslash escapes a quote depends on the database
   * and on the literal, and either reading can hide a statement from the other: where there is a
   * backslash, both have to find nothing.
   */
  @Nullable String firstIn(String sql) {
    String found = firstIn(sql, false);
    return found == null && sql.indexOf('\\') >= 0 ? firstIn(sql, true) : found;
  }

  private @Nullable String firstIn(String sql, boolean escapes) {
    int at = 0;
    while (true) {
      Scan scan = new Scan(sql, at, escapes);
      scan.blanks();
      String found = offence(scan);
      if (found != null) {
        return found;
      }
      if (!scan.nextStatement()) {
        return null;
      }
      at = scan.at;
    }
  }

  private @Nullable String offence(Scan scan) {
    String first = scan.word();
    if (first.isEmpty()) {
      return null;
    }
    if (EVERYWHERE.contains(first) || more.contains(first)) {
      return first;
    }
    return switch (first) {
      case "rollback" -> toSavepoint(scan) ? null : first;
      case "prepare" -> scan.nextWord().equals("transaction") ? "prepare transaction" : null;
      case "set" -> scan.mentions("autocommit") ? "set autocommit" : null;
      case "xa" -> first;
      default -> null;
    };
  }

  private static boolean toSavepoint(Scan scan) {
    String next = scan.nextWord();
    if (next.equals("work") || next.equals("transaction")) {
      next = scan.nextWord();
    }
    return next.equals("to");
  }

  /** A position in the text that moves forward only. */
  private static final class Scan {
    private final String sql;
    private final boolean escapes;
    private int at;

    Scan(String sql, int at, boolean escapes) {
      this.sql = sql;
      this.at = at;
      this.escapes = escapes;
    }

    String nextWord() {
      blanks();
      return word();
    }

    /** The letters from here on, in lower case; MySQL's {@code @@} before a variable is skipped. */
    String word() {
      while (at < sql.length() && sql.charAt(at) == '@') {
        at++;
      }
      int from = at;
      while (at < sql.length() && isLetter(sql.charAt(at))) {
        at++;
      }
      return sql.substring(from, at).toLowerCase(Locale.ROOT);
    }

    void blanks() {
      while (at < sql.length()) {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c) || c == '(' || c == '{') {
          at++;
        } else if (sql.startsWith("--", at) || c == '#') {
          line();
        } else if (sql.startsWith("/*!", at) || sql.startsWith("/*M!", at)) {
          // MySQL and MariaDB run what is inside such a comment.
          at = sql.indexOf('!', at) + 1;
          digits();
        } else if (sql.startsWith("/*", at)) {
          comment();
        } else {
          return;
        }
      }
    }

    /** Moves behind the next semicolon that separates statements. */
    boolean nextStatement() {
      while (at < sql.length()) {
        char c = sql.charAt(at);
        if (c == ';') {
          at++;
          return true;
        } else if (c == '\'' || c == '"' || c == '`') {
          quoted(c);
        } else if (c == '$') {
          dollarQuoted();
        } else if (c == '-' && sql.startsWith("--", at)) {
          line();
        } else if (c == '/' && sql.startsWith("/*", at)) {
          comment();
        } else {
          at++;
        }
      }
      return false;
    }

    private void line() {
      int end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length() : end + 1;
    }

    private void digits() {
      while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
        at++;
      }
    }

    /** Comments nest, as they do in PostgreSQL. */
    private void comment() {
      int depth = 0;
      do {
        if (sql.startsWith("/*", at)) {
          depth++;
          at += 2;
        } else if (sql.startsWith("*/", at)) {
          depth--;
          at += 2;
        } else {
          at++;
        }
      } while (depth > 0 && at < sql.length());
    }

    /** Skips to the closing quote. */
    private void quoted(char quote) {
      at++;
      while (at < sql.length() && sql.charAt(at) != quote) {
        at += escapes && sql.charAt(at) == '\\' ? 2 : 1;
      }
      at++;
    }

    /** Whether this word stands anywhere up to the end of the statement. */
    boolean mentions(String word) {
      int from = at;
      boolean more = nextStatement();
      String rest = sql.substring(from, Math.min(at, sql.length())).toLowerCase(Locale.ROOT);
      at = more ? at - 1 : at;
      return rest.contains(word);
    }

    private void dollarQuoted() {
      int end = at + 1;
      while (end < sql.length() && (isLetter(sql.charAt(end)) || isDigit(sql.charAt(end)))) {
        end++;
      }
      boolean opens = end < sql.length() && sql.charAt(end) == '$' && !isDigit(sql.charAt(at + 1));
      if (!opens) {
        at++;
        return;
      }
      String tag = sql.substring(at, end + 1);
      int close = sql.indexOf(tag, end + 1);
      at = close < 0 ? sql.length() : close + tag.length();
    }

    private static boolean isLetter(char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }
  }
}
