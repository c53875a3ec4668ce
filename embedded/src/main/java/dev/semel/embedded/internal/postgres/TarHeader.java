// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The header block of one tar entry. */
public record TarHeader(String name, int mode, long size, byte type, String linkName) {

  public static TarHeader of(byte[] block) throws IOException {
    String name = field(block, 0, 100);
    String prefix = field(block, 257, 5).equals("ustar") ? prefix(block) : "";
    return new TarHeader(
        prefix.isEmpty() ? name : prefix + "/" + name,
        (int) octal(block, 100, 8),
        octal(block, 124, 12),
        block[156],
        field(block, 157, 100));
  }

  public boolean isEnd() {
    return name.isEmpty() && type == 0;
  }

  public static String untilNul(String text) {
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }

  /** GNU archives keep other things where POSIX has the prefix, and say so in the version. */
  private static String prefix(byte[] block) {
    boolean gnu = block[262] == ' ' && block[263] == ' ';
    return gnu ? "" : field(block, 345, 155);
  }

  private static String field(byte[] block, int from, int length) {
    return untilNul(new String(block, from, length, StandardCharsets.UTF_8));
  }

  private static long octal(byte[] block, int from, int length) throws IOException {
    String digits = field(block, from, length).trim();
    try {
      long value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IOException("not a tar archive: a number reads " + digits, e);
    }
    throw new IOException("not a tar archive: a number reads " + digits);
  }
}
