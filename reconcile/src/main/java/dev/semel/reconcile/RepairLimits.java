// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import java.util.Map;
import java.util.TreeMap;

/**
 * How much one run may repair before a broken feed is the likelier explanation. Immutable.
 *
 * @param countMax so many repairs at most
 * @param percentMax so many per cent of our entries in the window; asked from 10 repairs on
 * @param amountMax per currency, so much money in minor units; no limit for those not named
 */
public record RepairLimits(int countMax, int percentMax, Map<String, Long> amountMax) {
  /** 100 repairs, 5 per cent, no limit of money. */
  public static final RepairLimits DEFAULT = new RepairLimits(100, 5, Map.of());

  private static final int COUNT_HIGHEST = 100_000;

  public RepairLimits {
    amountMax = Map.copyOf(amountMax);
    if (countMax < 0 || countMax > COUNT_HIGHEST) {
      throw new IllegalArgumentException(
          "SEMEL-701 countMax is %d, allowed is 0 to %d".formatted(countMax, COUNT_HIGHEST));
    }
    if (percentMax < 0 || percentMax > 100) {
      throw new IllegalArgumentException(
          "SEMEL-701 percentMax is %d, allowed is 0 to 100".formatted(percentMax));
    }
  }

  /** These with a limit for the money of one currency. */
  public RepairLimits amountMax(String currency, long minor) {
    Map<String, Long> more = new TreeMap<>(amountMax);
    more.put(currency, minor);
    return new RepairLimits(countMax, percentMax, more);
  }
}
