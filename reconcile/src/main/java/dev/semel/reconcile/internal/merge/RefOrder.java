// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

/**
 * The one order of references: by the unsigned bytes of their UTF-8. {@code String.compareTo} has
 * another one, because it puts surrogates, which stand for the highest characters, below U+E000.
 */
public final class RefOrder {
  private RefOrder() {}

  public static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Integer.compare(rank(x), rank(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
