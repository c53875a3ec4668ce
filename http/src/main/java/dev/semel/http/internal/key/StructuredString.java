// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.key;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An Item of RFC 9651 that is a String. Its parameters mean nothing to us, and still have to be
 * well-formed: what cannot be read to its end is not an Item. For one thread, once.
 */
final class StructuredString {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~:/";
  private static final String NAME_MARKS = "_-.*";
  private static final String BASE64_MARKS = "+/=";
  private static final int INTEGER_DIGITS_MAX = 15;
  private static final int WHOLE_DIGITS_MAX = 12;
  private static final int FRACTION_DIGITS_MAX = 3;

  /** What a number is. */
  private enum Kind {
    INTEGER,
    DECIMAL,
    NEITHER
  }

  private final String text;
  private int at;

  private StructuredString(String text) {
    this.text = text;
  }

  /**
   * The string, without its escapes.
   *
   * @param text printable ASCII, without spaces around it
   * @return null if it is not a String with parameters
   */
  static @Nullable String parse(String text) {
    StructuredString item = new StructuredString(text);
    String value = item.string();
    return value != null && item.parameters() && item.at == text.length() ? value : null;
  }

  private @Nullable String string() {
    if (!take('"')) {
      return null;
    }
    StringBuilder value = new StringBuilder();
    while (more()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\') {
        if (peek() != '"' && peek() != '\\') {
          return null;
        }
        c = text.charAt(at++);
      }
      value.append(c);
    }
    return null;
  }

  private boolean parameters() {
    while (take(';')) {
      skipSpaces();
      if (!name() || (take('=') && !bareItem())) {
        return false;
      }
    }
    return true;
  }

  private boolean name() {
    if (!lower(peek()) && peek() != '*') {
      return false;
    }
    while (lower(peek()) || digit(peek()) || among(NAME_MARKS)) {
      at++;
    }
    return true;
  }

  private boolean bareItem() {
    char first = peek();
    return switch (first) {
      case '"' -> string() != null;
      case ':' -> byteSequence();
      case '?' -> take('?') && (take('0') || take('1'));
      case '@' -> take('@') && number() == Kind.INTEGER;
      case '%' -> displayString();
      default -> (first == '-' || digit(first)) ? number() != Kind.NEITHER : token();
    };
  }

  private boolean token() {
    if (!letter(peek()) && peek() != '*') {
      return false;
    }
    while (letter(peek()) || digit(peek()) || among(TOKEN_MARKS)) {
      at++;
    }
    return true;
  }

  /** Padding may be missing, as the RFC asks for. */
  private boolean byteSequence() {
    take(':');
    int from = at;
    while (letter(peek()) || digit(peek()) || among(BASE64_MARKS)) {
      at++;
    }
    try {
      Base64.getDecoder().decode(text.substring(from, at));
    } catch (IllegalArgumentException e) {
      return false;
    }
    return take(':');
  }

  private boolean displayString() {
    take('%');
    if (!take('"')) {
      return false;
    }
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
    while (more()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return isUtf8(utf8.toByteArray());
      }
      if (c == '%' && !(hex(peek()) && at + 1 < text.length() && hex(text.charAt(at + 1)))) {
        return false;
      }
      utf8.write(c == '%' ? Integer.parseInt(text, at, at + 2, 16) : c);
      at += c == '%' ? 2 : 0;
    }
    return false;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private Kind number() {
    take('-');
    int whole = digits();
    if (whole == 0 || whole > INTEGER_DIGITS_MAX) {
      return Kind.NEITHER;
    }
    if (!take('.')) {
      return Kind.INTEGER;
    }
    int fraction = digits();
    return whole <= WHOLE_DIGITS_MAX && fraction >= 1 && fraction <= FRACTION_DIGITS_MAX
        ? Kind.DECIMAL
        : Kind.NEITHER;
  }

  private int digits() {
    int from = at;
    while (digit(peek())) {
      at++;
    }
    return at - from;
  }

  private boolean more() {
    return at < text.length();
  }

  /** The next character; at the end one that is nowhere allowed. */
  private char peek() {
    return more() ? text.charAt(at) : '\0';
  }

  private boolean take(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void skipSpaces() {
    while (peek() == ' ') {
      at++;
    }
  }

  private boolean among(String marks) {
    return marks.indexOf(peek()) >= 0;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean lower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean letter(char c) {
    return lower(c) || (c >= 'A' && c <= 'Z');
  }

  private static boolean hex(char c) {
    return digit(c) || (c >= 'a' && c <= 'f');
  }
}
