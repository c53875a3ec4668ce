// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.Entry;
import dev.semel.reconcile.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What makes two findings the same finding: the verdict, the reference and which sides have it, and
 * of several the how manieth. Not what the entries hold, which may change while it stands.
 */
final class DiscrepancyId {
  private static final int BYTES = 16;

  private DiscrepancyId() {}

  static String of(String name, Verdict verdict, Entry entry, String sides, int ordinal) {
    MessageDigest digest = sha256();
    for (String part :
        new String[] {
          name, verdict.name(), entry.ref(), entry.kind(), entry.direction().name(), sides
        }) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(ordinal).flip());
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
