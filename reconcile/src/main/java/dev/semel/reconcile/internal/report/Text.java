// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.report;

import dev.semel.reconcile.Report;
import dev.semel.reconcile.Report.Ageing;
import dev.semel.reconcile.Report.Sums;
import dev.semel.reconcile.Report.Total;
import java.time.Instant;
import java.util.Optional;

/** A report for people. Pure. */
public final class Text {
  /** What pairs were made by. */
  static final String RULE = "reference/1";

  private static final String ROW = "%-20s %-9s %-4s %-3s %12s %20s %12s %20s\n";
  private static final String AGE = "%-20s %9s %9s %9s %9s %9s %9s\n";

  private Text() {}

  public static String of(Report report) {
    StringBuilder out = new StringBuilder();
    out.append(
        "%s, %s to %s, ages as of %s\n"
            .formatted(report.name(), report.window().from(), report.window().to(), report.asOf()));
    out.append("our side ").append(complete(report.sides().oursTo())).append('\n');
    out.append("their side ").append(complete(report.sides().theirsTo())).append("\n\n");
    totals(out, report);
    ageing(out, report);
    repairs(out, report);
    out.append("exit: %s (%s)\n".formatted(report.exit(), report.exit().code()));
    return out.toString();
  }

  private static String complete(Optional<Instant> watermark) {
    return watermark
        .map(to -> "is complete up to " + to)
        .orElse("does not say how far it is complete: nothing is called missing there");
  }

  private static void totals(StringBuilder out, Report report) {
    out.append(
        ROW.formatted(
            "verdict", "severity", "cur", "way", "ours", "minor units", "theirs", "minor units"));
    for (Total total : report.totals()) {
      out.append(row(total.verdict().name(), total.verdict().severity().name(), total.sums()));
    }
    report.read().forEach(sums -> out.append(row("= all that was read", "", sums)));
    out.append('\n');
  }

  private static String row(String what, String severity, Sums sums) {
    return ROW.formatted(
        what,
        severity,
        sums.currency(),
        sums.direction(),
        sums.oursCount(),
        sums.ours(),
        sums.theirsCount(),
        sums.theirs());
  }

  private static void ageing(StringBuilder out, Report report) {
    if (report.ageing().isEmpty()) {
      return;
    }
    out.append(AGE.formatted("age", "< 1 h", "< 1 d", "< 3 d", "< 7 d", "< 30 d", "older"));
    for (Ageing ageing : report.ageing()) {
      Object[] cells = new Object[Ageing.BOUNDS.size() + 2];
      cells[0] = ageing.verdict();
      for (int i = 1; i < cells.length; i++) {
        cells[i] = ageing.counts().get(i - 1);
      }
      out.append(AGE.formatted(cells));
    }
    out.append('\n');
  }

  private static void repairs(StringBuilder out, Report report) {
    out.append(
        report
            .plan()
            .stopped()
            .map(why -> "repairs: stopped, " + why + "\n")
            .orElse(
                "repairs: %s effects could be finalised; a run changes nothing\n"
                    .formatted(report.plan().repairs().size())));
  }
}
