// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run has shown: the lines that say so, and why it failed, if it did. Immutable.
 *
 * @param reasons empty if the demo showed what it promises to show
 */
record Verdict(List<String> lines, List<String> reasons) {
  Verdict {
    lines = List.copyOf(lines);
    reasons = List.copyOf(reasons);
  }

  static Verdict of(LaneReport naive, LaneReport semel) {
    return new Verdict(List.of(line(naive), line(semel)), reasons(naive, semel));
  }

  int exitCode() {
    return reasons.isEmpty() ? 0 : 1;
  }

  private static List<String> reasons(LaneReport naive, LaneReport semel) {
    List<String> reasons = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      if (naive.tally().of(fault) == 0 || semel.tally().of(fault) == 0) {
        reasons.add("nothing is shown: there were no %s".formatted(fault.plural()));
      }
    }
    if (!naive.tally().sameAs(semel.tally()) || naive.delivered() != semel.delivered()) {
      reasons.add("nothing is compared: the two lanes did not get the same deliveries and faults");
    }
    if (naive.balance().exact()) {
      reasons.add("nothing is shown: the naive lane is exact, so the faults did no harm");
    }
    if (!semel.balance().exact()) {
      reasons.add("the Semel lane is wrong; that is a bug of Semel or of this demo");
    }
    return reasons;
  }

  private static String line(LaneReport lane) {
    Books.Balance balance = lane.balance();
    return Console.format(
        "  %-11s expected %,.2f  actual %,.2f  %s",
        lane.name() + " lane",
        balance.expected(),
        balance.actual(),
        balance.exact() ? exact(lane.tally()) : wrong(balance));
  }

  private static String exact(Tally tally) {
    return Console.format(
        "EXACT  (%,d duplicates, %,d lost acks, %,d crashes absorbed)",
        tally.of(Fault.DUPLICATE), tally.of(Fault.LOST_ACK), tally.crashes());
  }

  private static String wrong(Books.Balance balance) {
    return Console.format(
        "WRONG  %+,.2f  (%,d payments booked again, %,d missing, %d of %d accounts wrong)",
        balance.difference(),
        balance.paymentsRepeated(),
        balance.paymentsMissing(),
        balance.accountsWrong(),
        Payment.ACCOUNTS);
  }
}
