// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes elements that are well-formed by construction, all text escaped. For one thread. */
final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param attributes name, value, name, value …
   */
  Markup open(String element, String... attributes) {
    begin(element, attributes);
    out.append('>');
    open.push(element);
    return this;
  }

  Markup empty(String element, String... attributes) {
    begin(element, attributes);
    out.append("/>");
    return this;
  }

  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  Markup text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** An element with nothing but text in it. */
  Markup leaf(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  Markup line() {
    out.append('\n');
    return this;
  }

  private void begin(String element, String... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escaped(attributes[i + 1])).append('"');
    }
  }

  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(point -> append(escaped, point));
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, int point) {
    switch (point) {
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '&' -> escaped.append("&amp;");
      case '"' -> escaped.append("&quot;");
      case '\'' -> escaped.append("&#39;");
      default -> escaped.appendCodePoint(isAllowed(point) ? point : 0xFFFD);
    }
  }

  /** What XML can hold at all. */
  private static boolean isAllowed(int point) {
    return point == '\n'
        || point == '\t'
        || (point >= ' ' && point < 0xD800)
        || (point >= 0xE000 && point < 0xFFFE)
        || point > 0xFFFF;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
