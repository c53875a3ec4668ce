// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

/** Texts from outside as they are kept: of a bounded length, and without control characters. */
final class Words {
  private static final int LENGTH_MAX = 2_000;

  private Words() {}

  static String of(String text) {
    String cut = text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX - 1) + "…" : text;
    return cut.codePoints()
        .map(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static String of(Throwable thrown) {
    return of("%s: %s".formatted(thrown.getClass().getName(), thrown.getMessage()));
  }
}
