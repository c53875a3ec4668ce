// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.Entry;

/** How the money of two entries compares; what weighs most is said. */
enum MoneyMatch {
  EQUAL,
  FEE_ROUNDING,
  FEE_DIFFERS,
  AMOUNT_DIFFERS,
  CURRENCY_DIFFERS;

  static MoneyMatch of(Entry ours, Entry theirs, long amountTolerance, long feeTolerance) {
    if (!ours.currency().equals(theirs.currency())) {
      return CURRENCY_DIFFERS;
    }
    if (!within(ours.amountMinor(), theirs.amountMinor(), amountTolerance)) {
      return AMOUNT_DIFFERS;
    }
    Long fee = ours.feeMinor();
    Long theirFee = theirs.feeMinor();
    if (fee == null || theirFee == null || fee.longValue() == theirFee.longValue()) {
      return EQUAL;
    }
    return within(fee, theirFee, feeTolerance) ? FEE_ROUNDING : FEE_DIFFERS;
  }

  /** A difference too big for a long is negative, and not within. */
  private static boolean within(long a, long b, long tolerance) {
    long difference = a > b ? a - b : b - a;
    return difference >= 0 && difference <= tolerance;
  }
}
