// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.report;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** An object of JSON that is being written. For one thread. */
final class JsonObject {
  private final StringBuilder out = new StringBuilder("{");

  /** A text, or null. Money is a text too: a number of JSON is a double to many readers. */
  JsonObject text(String name, @Nullable Object value) {
    return raw(name, value == null ? "null" : quoted(value.toString()));
  }

  JsonObject number(String name, long value) {
    return raw(name, Long.toString(value));
  }

  JsonObject object(String name, @Nullable JsonObject value) {
    return raw(name, value == null ? "null" : value.toString());
  }

  JsonObject texts(String name, List<String> values) {
    StringJoiner joined = new StringJoiner(",", "[", "]");
    values.forEach(value -> joined.add(quoted(value)));
    return raw(name, joined.toString());
  }

  JsonObject numbers(String name, List<Long> values) {
    StringJoiner joined = new StringJoiner(",", "[", "]");
    values.forEach(value -> joined.add(value.toString()));
    return raw(name, joined.toString());
  }

  @Override
  public String toString() {
    return out + "}";
  }

  private JsonObject raw(String name, String value) {
    if (out.length() > 1) {
      out.append(',');
    }
    out.append('"').append(name).append("\":").append(value);
    return this;
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < 0x20) {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
