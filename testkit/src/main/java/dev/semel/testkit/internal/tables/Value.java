// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A value of a row as it was written down. Equal if the database holds both for the same. */
final class Value {
  static final byte NULL = 0;
  static final byte NUMBER = 1;
  static final byte TEXT = 2;
  static final byte PLAIN = 3;
  static final byte BYTES = 4;
  static final byte CUT = 8;

  private static final int HASH_SHOWN = 4;

  private final byte kind;
  private final byte[] content;

  private Value(byte kind, byte[] content) {
    this.kind = kind;
    this.content = content;
  }

  /** The values of the columns of a row, or of its key alone. */
  static List<Value> listOf(byte[] row) {
    List<Value> values = new ArrayList<>();
    int at = 0;
    while (at < row.length) {
      byte kind = row[at++];
      if (kind == NULL) {
        values.add(new Value(kind, new byte[0]));
        continue;
      }
      int size = (int) RowBuffer.INT.get(row, at);
      at += Integer.BYTES;
      values.add(new Value(kind, Arrays.copyOfRange(row, at, at + size)));
      at += size;
    }
    return values;
  }

  boolean isCut() {
    return (kind & CUT) != 0;
  }

  Optional<BigDecimal> number() {
    return kind == NUMBER ? Decimals.parse(text()) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Value that && kind == that.kind && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(content) + kind;
  }

  @Override
  public String toString() {
    if (isCut()) {
      return cut();
    }
    return switch (kind) {
      case NULL -> "null";
      case TEXT -> quoted(text(), "");
      case BYTES -> hex(content, "");
      default -> text();
    };
  }

  private String text() {
    return new String(content, UTF_8);
  }

  private String cut() {
    int length = (int) RowBuffer.INT.get(content, 0);
    int beginning = Integer.BYTES + RowBuffer.HASH;
    byte[] first = Arrays.copyOfRange(content, beginning, content.length);
    String hash = HexFormat.of().formatHex(content, Integer.BYTES, Integer.BYTES + HASH_SHOWN);
    String shown =
        (kind & ~CUT) == BYTES ? hex(first, "...") : quoted(new String(first, UTF_8), "...");
    return String.format(Locale.ROOT, "%s (%,d bytes, sha256 %s...)", shown, length, hash);
  }

  private static String hex(byte[] bytes, String rest) {
    return "0x" + HexFormat.of().formatHex(bytes) + rest;
  }

  /** In one line, whatever it holds; a character of which only a part is left is dropped. */
  private static String quoted(String text, String rest) {
    StringBuilder shown = new StringBuilder("'");
    text.codePoints()
        .filter(c -> c != '\ufffd' || rest.isEmpty())
        .forEach(
            c -> {
              if (c == '\n') {
                shown.append("\\n");
              } else if (Character.isISOControl(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.append(rest).append("'").toString();
  }
}
