// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import dev.semel.http.internal.digest.Parts;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON text says, as a digest of the digests of what it is made of. Members have no order
 * and strings no escapes; numbers stay as they are written, since 1 and 1.0, and two long numbers
 * that are one as a double, may not be the same to whoever reads them.
 *
 * <p>What is not JSON by the letter of RFC 8259, has a member twice, half of a surrogate pair as
 * bytes or is nested too deep has no such digest. For one thread, once.
 */
final class JsonDigest {
  static final int DEPTH_MAX = 100;

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");
  private static final String ESCAPES = "\"\\/bfnrt";
  private static final String ESCAPED = "\"\\/\b\f\n\r\t";

  private final String text;
  private final Matcher number;
  private int at;

  private JsonDigest(String text) {
    this.text = text;
    this.number = NUMBER.matcher(text);
  }

  /** Null if there is no such digest. */
  static byte @Nullable [] of(byte[] utf8, Pointers ignored) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
    JsonDigest json = new JsonDigest(text);
    byte[] digest = json.value(ignored, 0);
    json.skipSpace();
    return json.at == text.length() ? digest : null;
  }

  private byte @Nullable [] value(Pointers place, int depth) {
    skipSpace();
    if (depth > DEPTH_MAX) {
      return null;
    }
    return switch (peek()) {
      case '{' -> object(place, depth);
      case '[' -> array(place, depth);
      case '"' -> scalar('s', string());
      case 't' -> scalar('l', literal("true"));
      case 'f' -> scalar('l', literal("false"));
      case 'n' -> scalar('l', literal("null"));
      default -> scalar('n', number());
    };
  }

  private static byte @Nullable [] scalar(char tag, @Nullable String text) {
    return text == null ? null : new Parts().tag(tag).text(text).digest();
  }

  private byte @Nullable [] object(Pointers place, int depth) {
    at++;
    Map<String, byte[]> members = new TreeMap<>();
    if (!taken('}')) {
      do {
        skipSpace();
        String name = string();
        if (name == null || !taken(':')) {
          return null;
        }
        byte[] value = value(place.to(name), depth + 1);
        if (value == null || members.put(name, value) != null) {
          return null;
        }
      } while (taken(','));
      if (!taken('}')) {
        return null;
      }
    }
    members.keySet().removeIf(name -> place.to(name).leaveOut());
    Parts parts = new Parts().tag('o').number(members.size());
    members.forEach((name, value) -> parts.text(name).bytes(value));
    return parts.digest();
  }

  private byte @Nullable [] array(Pointers place, int depth) {
    at++;
    Parts parts = new Parts().tag('a');
    int size = 0;
    if (!taken(']')) {
      do {
        Pointers element = place.to(Integer.toString(size++));
        byte[] value = value(element, depth + 1);
        if (value == null) {
          return null;
        }
        parts.bytes(element.leaveOut() ? new byte[0] : value);
      } while (taken(','));
      if (!taken(']')) {
        return null;
      }
    }
    return parts.number(size).digest();
  }

  private @Nullable String string() {
    if (peek() != '"') {
      return null;
    }
    at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      int unit = c == '\\' ? escape() : c;
      if (c < ' ' || unit < 0) {
        return null;
      }
      value.append((char) unit);
    }
    return null;
  }

  /** The UTF-16 unit that an escape stands for; -1 if it is none. */
  private int escape() {
    char kind = peek();
    at++;
    if (kind != 'u') {
      int known = ESCAPES.indexOf(kind);
      return known < 0 ? -1 : ESCAPED.charAt(known);
    }
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      unit = unit * 16 + digit;
      at++;
    }
    return unit;
  }

  private @Nullable String literal(String word) {
    boolean there = text.startsWith(word, at);
    at += word.length();
    return there ? word : null;
  }

  private @Nullable String number() {
    if (!number.region(at, text.length()).lookingAt()) {
      return null;
    }
    at = number.end();
    return number.group();
  }

  private boolean taken(char c) {
    skipSpace();
    boolean there = peek() == c;
    at += there ? 1 : 0;
    return there;
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      at++;
    }
  }

  /** The next character; at the end one that is nowhere allowed. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }
}
