// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads one object whose values are texts and whole numbers, and nothing else: what it does not
 * understand it refuses. For one thread.
 */
final class FlatJson {
  private static final int DIGITS_MAX = 18;

  private final String text;
  private int at;

  private FlatJson(String text) {
    this.text = text;
  }

  /** Each value is a {@link String} or a {@link Long}. */
  static Map<String, Object> read(String text) throws BadRequest {
    return new FlatJson(text).object();
  }

  private Map<String, Object> object() throws BadRequest {
    Map<String, Object> fields = new LinkedHashMap<>();
    expect('{');
    if (peek() != '}') {
      do {
        String name = string();
        expect(':');
        if (fields.put(name, value()) != null) {
          throw wrong("a field comes twice");
        }
      } while (accept(','));
    }
    expect('}');
    skip();
    if (at < text.length()) {
      throw wrong("something follows the object");
    }
    return fields;
  }

  private Object value() throws BadRequest {
    char first = peek();
    return first == '"' ? (Object) string() : (Object) number();
  }

  private Long number() throws BadRequest {
    int start = at;
    if (text.charAt(at) == '-') {
      at++;
    }
    int digits = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    int length = at - digits;
    boolean leadingZero = length > 1 && text.charAt(digits) == '0';
    if (length == 0 || length > DIGITS_MAX || leadingZero) {
      throw wrong("a value is neither a text nor a whole number");
    }
    return Long.valueOf(text.substring(start, at));
  }

  private String string() throws BadRequest {
    expect('"');
    StringBuilder value = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      if (c < ' ') {
        throw wrong("a control character stands in a text");
      }
      value.append(c == '\\' ? escape() : c);
    }
    return value.toString();
  }

  private char escape() throws BadRequest {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("an escape is unknown");
    };
  }

  private char unicode() throws BadRequest {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw wrong("an escape is unknown");
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  private char next() throws BadRequest {
    if (at == text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at++);
  }

  private char peek() throws BadRequest {
    skip();
    if (at == text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at);
  }

  private boolean accept(char wanted) throws BadRequest {
    if (peek() == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) throws BadRequest {
    if (!accept(wanted)) {
      throw wrong("a " + wanted + " is missing");
    }
  }

  private void skip() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private BadRequest wrong(String what) {
    return new BadRequest(what + " (at character " + at + " of the JSON body)");
  }
}
