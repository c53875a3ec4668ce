// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How an id is spelled in the ledger: visible ASCII of at most 255 characters, and never two ids
 * alike. An id of one part has no {@code |} in it, one of two parts has its first {@code |} between
 * them; every other is {@code sha256:} and the hash of its parts, each after its length.
 */
final class IdText {
  private static final int LENGTH_MAX = 255;
  private static final String HASHED = "sha256:";

  private IdText() {}

  static String of(byte[] id) {
    String text = new String(id, StandardCharsets.ISO_8859_1);
    boolean plain = text.indexOf('|') < 0 && !text.startsWith(HASHED) && isPlain(text);
    return plain ? text : hashed(id);
  }

  static String of(byte[] source, byte[] id) {
    String from = new String(source, StandardCharsets.ISO_8859_1);
    String text = from + '|' + new String(id, StandardCharsets.ISO_8859_1);
    return from.indexOf('|') < 0 && isPlain(text) ? text : hashed(source, id);
  }

  private static boolean isPlain(String text) {
    return text.length() <= LENGTH_MAX && text.chars().allMatch(c -> c >= 0x21 && c <= 0x7e);
  }

  static String hashed(byte[]... parts) {
    MessageDigest digest = sha256();
    for (byte[] part : parts) {
      digest.update(ByteBuffer.allocate(4).putInt(0, part.length));
      digest.update(part);
    }
    return HASHED + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
