// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.crash.Run;

/** A finding as it stands in the message of an assertion. */
public final class TextReport {
  private static final String LEGEND =
      "  | alive   # in a transaction   <--> call and answer   ==> commit   X dead\n";

  private TextReport() {}

  public static String of(Finding finding) {
    Run run = finding.run();
    StringBuilder report = new StringBuilder(Words.headline(run)).append('\n');
    run.violations().forEach(violation -> report.append("  ").append(violation).append('\n'));
    if (!finding.changes().isEmpty()) {
      report.append("other than in a run in which nobody dies:\n");
      finding.changes().forEach(change -> report.append("  ").append(change).append('\n'));
    }
    report.append('\n').append(TextDiagram.of(Folding.of(Reading.of(run.steps()))));
    report.append(LEGEND);
    report.append("\nrun it again: ").append(finding.again()).append('\n');
    return report.append("(").append(finding.facts()).append(")").toString();
  }
}
