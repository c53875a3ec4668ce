// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.Repair;
import dev.semel.reconcile.RepairLimits;
import dev.semel.reconcile.RepairPlan;
import dev.semel.reconcile.Report.Total;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what could be repaired, no more of it than may be. For one thread. */
final class Planning {
  /** Of a handful of entries every one is a large percentage. */
  private static final int PERCENT_FROM = 10;

  private final RepairLimits limits;
  private final List<Repair> repairs = new ArrayList<>();
  private long count;
  private long oursInWindow;

  Planning(RepairLimits limits) {
    this.limits = limits;
  }

  void oursInWindow() {
    oursInWindow++;
  }

  void add(Repair repair) {
    count++;
    if (count <= limits.countMax()) {
      repairs.add(repair);
    }
  }

  RepairPlan plan(List<Total> totals) {
    if (count > limits.countMax()) {
      return stopped(
          "%d effects would be finalised, %d may be".formatted(count, limits.countMax()));
    }
    if (count >= PERCENT_FROM && count * 100 > oursInWindow * limits.percentMax()) {
      return stopped(
          "%d of %d effects would be finalised, %d %% may be"
              .formatted(count, oursInWindow, limits.percentMax()));
    }
    for (Map.Entry<String, BigInteger> money : money(totals).entrySet()) {
      Long most = limits.amountMax().get(money.getKey());
      if (most != null && money.getValue().compareTo(BigInteger.valueOf(most)) > 0) {
        return stopped(
            "effects over %d %s in minor units would be finalised, over %d may be"
                .formatted(money.getValue(), money.getKey(), most));
      }
    }
    return RepairPlan.of(repairs);
  }

  private static RepairPlan stopped(String why) {
    return RepairPlan.stoppedBecause(why + "; is a feed broken?");
  }

  private static Map<String, BigInteger> money(List<Total> totals) {
    Map<String, BigInteger> byCurrency = new TreeMap<>();
    for (Total total : totals) {
      if (total.verdict().isRepairable()) {
        byCurrency.merge(total.sums().currency(), total.sums().ours(), BigInteger::add);
      }
    }
    return byCurrency;
  }
}
