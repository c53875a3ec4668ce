// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.record;

import java.util.Map;

/** One JSON object as text, for what a problem says: text, whole numbers, truth. For one thread. */
final class Json {
  private static final char ESCAPE = '\\';

  private final StringBuilder text = new StringBuilder();

  static String object(Map<String, ?> members) {
    Json json = new Json();
    json.text.append('{');
    members.forEach(
        (name, value) -> {
          json.text.append(json.text.length() > 1 ? "," : "");
          json.quoted(name);
          json.text.append(':');
          json.value(name, value);
        });
    return json.text.append('}').toString();
  }

  private void value(String name, Object value) {
    if (value instanceof String string) {
      quoted(string);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      text.append(value);
    } else {
      throw new IllegalArgumentException(
          "member %s of a problem is neither text, a whole number nor true or false"
              .formatted(name));
    }
  }

  private void quoted(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == ESCAPE) {
        text.append(ESCAPE).append(c);
      } else if (c < ' ' || c == 0x7F || c == 0x2028 || c == 0x2029 || alone(string, i)) {
        text.append(ESCAPE).append("u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /** Half of a surrogate pair, which UTF-8 cannot say. */
  private static boolean alone(String string, int i) {
    char c = string.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == string.length() || !Character.isLowSurrogate(string.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(string.charAt(i - 1)));
  }
}
