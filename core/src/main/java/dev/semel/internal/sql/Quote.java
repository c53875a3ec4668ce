// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.Locale;

/**
 * How names are quoted. A name without capitals means what it means unquoted in that database, so
 * that nobody has to know how theirs folds case; any other is taken as it is written.
 */
final class Quote {
  private Quote() {}

  static String postgreSql(String name) {
    return '"' + name + '"';
  }

  static String mariaDb(String name) {
    return '`' + name + '`';
  }

  /** For an H2 that keeps names as they are written, or in lower case. */
  static String h2(String name) {
    return '"' + name + '"';
  }

  /** For an H2 that turns unquoted names to upper case, as it does unless told otherwise. */
  static String h2Upper(String name) {
    boolean plain = name.equals(name.toLowerCase(Locale.ROOT));
    return '"' + (plain ? name.toUpperCase(Locale.ROOT) : name) + '"';
  }
}
