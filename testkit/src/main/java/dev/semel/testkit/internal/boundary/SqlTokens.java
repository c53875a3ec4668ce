// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts SQL into words and signs, and leaves out comments and what stands in quotes. Not a parser:
 * it knows just enough to find which verbs a text holds. For one thread.
 */
final class SqlTokens {
  /** In place of a literal or a quoted name. */
  static final String QUOTED = "'";

  private final String sql;
  private final boolean mySql;
  private final List<String> tokens = new ArrayList<>();
  private int at;

  private SqlTokens(String sql, Product product) {
    this.sql = sql;
    this.mySql = product.isMySql();
  }

  /** Words in upper case, signs one by one. */
  static List<String> of(String sql, Product product) {
    SqlTokens tokens = new SqlTokens(sql, product);
    while (tokens.at < sql.length()) {
      tokens.next();
    }
    return tokens.tokens;
  }

  private void next() {
    char c = sql.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (isLineComment(c)) {
      at = end(sql.indexOf('\n', at), 1);
    } else if (sql.startsWith("/*", at)) {
      blockComment();
    } else if (c == '\'' || c == '"' || c == '`') {
      quoted(c, c == '\'' && (mySql || follows("E")));
    } else if (c == '$' && dollarQuoted()) {
      tokens.add(QUOTED);
    } else if (isWord(c)) {
      word();
    } else {
      tokens.add(String.valueOf(c));
      at++;
    }
  }

  private boolean isLineComment(char c) {
    return sql.startsWith("--", at) || (mySql && c == '#');
  }

  /** They nest on PostgreSQL and H2. */
  private void blockComment() {
    int depth = 0;
    do {
      if (sql.startsWith("/*", at) && (depth == 0 || !mySql)) {
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

  private void quoted(char quote, boolean backslashes) {
    at++;
    while (at < sql.length() && sql.charAt(at) != quote) {
      at += backslashes && sql.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, sql.length()); // A doubled quote begins the next literal; no matter.
    tokens.add(QUOTED);
  }

  /** {@code $$text$$} or {@code $name$text$name$}; but {@code $1} is a parameter. */
  private boolean dollarQuoted() {
    int close = sql.indexOf('$', at + 1);
    if (mySql || close < 0 || !sql.substring(at + 1, close).chars().allMatch(SqlTokens::isName)) {
      return false;
    }
    String tag = sql.substring(at, close + 1);
    at = end(sql.indexOf(tag, close + 1), tag.length());
    return true;
  }

  private void word() {
    int from = at;
    while (at < sql.length() && (isWord(sql.charAt(at)) || sql.charAt(at) == '$')) {
      at++;
    }
    tokens.add(sql.substring(from, at).toUpperCase(Locale.ROOT));
  }

  private boolean follows(String word) {
    return !tokens.isEmpty() && tokens.get(tokens.size() - 1).equals(word);
  }

  private int end(int found, int length) {
    return found < 0 ? sql.length() : found + length;
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static boolean isName(int c) {
    return isWord((char) c);
  }
}
