// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** What the texts of a message may look like. */
public final class Texts {
  /** All headers of a message together, so that a batch of rows has a bounded size. */
  static final int HEADER_BYTES_MAX = 16 * 1024;

  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  /** Written by the relay from the row. */
  private static final Set<String> OURS = Set.of("ce_specversion", "ce_id", "ce_time");

  private Texts() {}

  /** Visible ASCII, as in names and ids. */
  public static String visible(String what, String value, int lengthMax) {
    fits(what, value, lengthMax);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x21 || c > 0x7e) {
        throw refused(what, c, i, "only visible ASCII (! to ~) is allowed");
      }
    }
    return value;
  }

  /** Any text without control characters and without half a surrogate pair. */
  public static String line(String what, String value, int lengthMax) {
    fits(what, value, lengthMax);
    return printable(what, value);
  }

  /** The name of a header that is not one of ours. */
  public static String headerName(String name) {
    Objects.requireNonNull(name, "name");
    if (!HEADER_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "SEMEL-040 a header is named '%s'; 1 to 100 letters, digits, '.', '-' and '_' are allowed"
              .formatted(name));
    }
    if (OURS.contains(name)) {
      throw new IllegalArgumentException(
          "SEMEL-040 the header %s is written from the message itself".formatted(name));
    }
    return name;
  }

  /** The value of a header. */
  public static String headerValue(String name, String value) {
    Objects.requireNonNull(value, name);
    return printable("header " + name, value);
  }

  /** Whether all headers together are small enough. */
  public static void headersFit(Map<String, String> headers) {
    int bytes = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      bytes += header.getKey().length();
      bytes += header.getValue().getBytes(StandardCharsets.UTF_8).length + 2;
    }
    if (bytes > HEADER_BYTES_MAX) {
      throw new IllegalArgumentException(
          "SEMEL-040 the headers of a message have %d bytes; at most %d are allowed"
              .formatted(bytes, HEADER_BYTES_MAX));
    }
  }

  private static void fits(String what, String value, int lengthMax) {
    Objects.requireNonNull(value, what);
    if (value.isEmpty() || value.length() > lengthMax) {
      throw new IllegalArgumentException(
          "SEMEL-040 the %s has %d characters; 1 to %d are allowed"
              .formatted(what, value.length(), lengthMax));
    }
  }

  private static String printable(String what, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c)) {
        throw refused(what, c, i, "control characters are not allowed");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw refused(what, c, i, "that is half a character");
      }
    }
    return value;
  }

  private static IllegalArgumentException refused(String what, char c, int at, String why) {
    return new IllegalArgumentException(
        "SEMEL-040 the %s has the character U+%04X at position %d; %s"
            .formatted(what, (int) c, at, why));
  }
}
