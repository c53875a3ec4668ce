// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.regex.Pattern;

/** Names that may stand in a statement: checked, then quoted, before any SQL is built. */
public final class Names {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

  private Names() {}

  /** The name itself, if it is one. */
  public static String checked(String what, String name) {
    if (!ALLOWED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          ("SEMEL-013 the name of the %s is '%s'; a letter or underscore and up to 62 letters,"
                  + " digits or underscores are allowed, because it becomes part of SQL")
              .formatted(what, name));
    }
    return name;
  }
}
