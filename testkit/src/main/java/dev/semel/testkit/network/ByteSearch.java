// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.util.Arrays;

/**
 * Finds some bytes in a stream that comes in pieces, after Knuth, Morris and Pratt: how much of
 * them has been seen is one number, so a piece may end anywhere. Immutable, hence thread-safe.
 */
final class ByteSearch {
  private final byte[] wanted;
  private final int[] fallback;
  private final boolean ignoresCase;

  ByteSearch(byte[] wanted, boolean ignoresCase) {
    this.ignoresCase = ignoresCase;
    this.wanted = wanted.clone();
    for (int i = 0; i < wanted.length; i++) {
      this.wanted[i] = folded(wanted[i]);
    }
    this.fallback = new int[wanted.length];
    for (int i = 1, seen = 0; i < wanted.length; i++) {
      seen = next(seen, this.wanted[i]);
      fallback[i] = seen;
    }
  }

  /** How much has been seen after one more byte. */
  int next(int seen, byte b) {
    byte now = folded(b);
    int length = seen;
    while (length > 0 && (length == wanted.length || wanted[length] != now)) {
      length = fallback[length - 1];
    }
    return wanted[length] == now ? length + 1 : 0;
  }

  boolean isAll(int seen) {
    return seen == wanted.length;
  }

  /** Nothing is wanted in particular: any bytes do. */
  boolean isAny() {
    return wanted.length == 0;
  }

  ByteSearch ignoringCase() {
    return new ByteSearch(wanted, true);
  }

  /** For people: text where it is text, otherwise the number of bytes. */
  String describe() {
    boolean printable = true;
    for (byte b : wanted) {
      printable &= b >= ' ' && b < 127;
    }
    return printable
        ? '"' + new String(wanted, java.nio.charset.StandardCharsets.US_ASCII) + '"'
        : wanted.length
            + " bytes "
            + Arrays.toString(Arrays.copyOf(wanted, Math.min(8, wanted.length)));
  }

  private byte folded(byte b) {
    return ignoresCase && b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
  }
}
