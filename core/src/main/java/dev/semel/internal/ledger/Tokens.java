// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import java.util.concurrent.ThreadLocalRandom;

/** Names for transactions, which must differ between two that could meet on one connection. */
final class Tokens {
  private Tokens() {}

  /** 1 to 16 hexadecimal digits. */
  static String next() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong());
  }
}
