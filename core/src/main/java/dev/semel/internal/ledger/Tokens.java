// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import java.util.concurrent.ThreadLocalRandom;

/** Names for transactions, which must differ between two that could meet, and for processes. */
public final class Tokens {
  private Tokens() {}

  /** 1 to 16 hexadecimal digits. */
  public static String next() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong());
  }
}
