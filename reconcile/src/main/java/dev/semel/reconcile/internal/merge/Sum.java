// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import java.math.BigInteger;

/** A sum that cannot overflow, and is a long as long as it can be. For one thread. */
final class Sum {
  private BigInteger high = BigInteger.ZERO;
  private long low;

  void add(long value) {
    long sum = low + value;
    if (((low ^ sum) & (value ^ sum)) < 0) {
      high = high.add(BigInteger.valueOf(low));
      sum = value;
    }
    low = sum;
  }

  BigInteger value() {
    return high.add(BigInteger.valueOf(low));
  }
}
