// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import org.jspecify.annotations.Nullable;

/** Writes one flat object. For one thread. */
final class JsonObject {
  private final StringBuilder text = new StringBuilder("{");

  /** Nothing is written for null. */
  JsonObject text(String name, @Nullable String value) {
    if (value != null) {
      name(name).append('"').append(escaped(value)).append('"');
    }
    return this;
  }

  JsonObject number(String name, long value) {
    name(name).append(value);
    return this;
  }

  private StringBuilder name(String name) {
    return text.append(text.length() == 1 ? "" : ",").append('"').append(name).append("\":");
  }

  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        escaped.append("\\u%04x".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
