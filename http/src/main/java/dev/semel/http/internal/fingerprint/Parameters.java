// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A header value with parameters, such as a media type. Immutable.
 *
 * @param main what stands before the parameters, in lower case
 * @param values by their names in lower case, quotes and escapes as they were sent
 */
record Parameters(String main, Map<String, String> values) {
  private static final char ESCAPE = '\\';

  Parameters {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Null if it is not of this form, or a parameter is there twice. */
  static @Nullable Parameters parse(String header) {
    Reader in = new Reader(header);
    in.skipSpace();
    String main = in.word();
    Map<String, String> values = new TreeMap<>();
    in.skipSpace();
    while (in.take(';')) {
      in.skipSpace();
      String name = in.word();
      String value = in.take('=') ? in.value() : "";
      if (name.isEmpty()
          || value.isEmpty()
          || values.put(name.toLowerCase(Locale.ROOT), value) != null) {
        return null;
      }
      in.skipSpace();
    }
    return main.isEmpty() || !in.atEnd()
        ? null
        : new Parameters(main.toLowerCase(Locale.ROOT), values);
  }

  /** The value of a parameter without quotes and escapes. */
  @Nullable String value(String name) {
    String sent = values.get(name);
    if (sent == null || !sent.startsWith("\"")) {
      return sent;
    }
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < sent.length() - 1; i++) {
      i += sent.charAt(i) == ESCAPE ? 1 : 0;
      value.append(sent.charAt(i));
    }
    return value.toString();
  }

  /** Reads on and never back: no header is too long for it. For one thread, once. */
  private static final class Reader {
    private static final String VALUE_ENDS = ";,\" \t\r\n\f";

    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    boolean atEnd() {
      return at == text.length();
    }

    boolean take(char c) {
      boolean there = !atEnd() && text.charAt(at) == c;
      at += there ? 1 : 0;
      return there;
    }

    void skipSpace() {
      while (!atEnd() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    /** Empty if there is none. */
    String word() {
      return upTo(VALUE_ENDS + '=');
    }

    private String upTo(String ends) {
      int from = at;
      while (!atEnd() && ends.indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(from, at);
    }

    /** A word, or a quoted string that ends; empty if it is neither. */
    String value() {
      int from = at;
      if (!take('"')) {
        return upTo(VALUE_ENDS);
      }
      while (!atEnd()) {
        char c = text.charAt(at++);
        if (c == '"') {
          return text.substring(from, at);
        }
        at += c == ESCAPE && !atEnd() ? 1 : 0;
      }
      return "";
    }
  }
}
