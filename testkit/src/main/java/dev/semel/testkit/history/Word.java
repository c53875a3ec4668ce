// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import org.jspecify.annotations.Nullable;

/**
 * An id or a key as it stands in a row: a whole number as itself, any other text as the number of
 * its name. A number and its decimal text are the same word, because a sender counts in longs and
 * whoever reads a topic has texts.
 */
record Word(boolean named, long number) {
  private static final int LONGEST_NUMBER = 20;

  /** The number that the value is, or null if it is another text. */
  static @Nullable Long numberOf(Object value) {
    if (value instanceof Long || value instanceof Integer || value instanceof Short) {
      return ((Number) value).longValue();
    }
    String text = value.toString();
    int length = text.length();
    if (length == 0 || length > LONGEST_NUMBER) {
      return null;
    }
    if (text.charAt(0) > '9' || !Character.isDigit(text.charAt(length - 1))) {
      return null; // so that an exception is thrown for few of the texts that are none
    }
    try {
      long number = Long.parseLong(text);
      return Long.toString(number).equals(text) ? number : null;
    } catch (NumberFormatException notOne) {
      return null;
    }
  }
}
