// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.kafka.Consuming.Way;
import java.util.ArrayList;
import java.util.List;

/** What was set out to be reached, and what was measured. For one use. */
final class Targets {
  private final Report report;
  private final List<List<String>> rows = new ArrayList<>();

  Targets(Report report) {
    this.report = report;
  }

  /** The table, with the median and the ends of each. */
  String lines() {
    if (report.consuming() != null) {
      consuming(report.consuming());
    }
    if (report.relaying() != null) {
      atLeast(
          "relay to Kafka ≥ 0.8 of a bare producer that sends 500, flushes and repeats",
          report.relaying().ratio(),
          0.8);
    }
    return dev.semel.benchmarks.Tables.table(List.of("target", "measured", ""), rows);
  }

  private void consuming(Consuming consuming) {
    atLeast(
        "consumer loop, batches of 500, ≥ 8× a transaction per record",
        consuming.ratio(Way.LOOP_500, Way.ONE_BY_ONE),
        8);
    atLeast(
        "consumer loop, batches of 100, ≥ 8× a transaction per record",
        consuming.ratio(Way.LOOP_100, Way.ONE_BY_ONE),
        8);
  }

  private void atLeast(String target, Spread measured, double wanted) {
    rows.add(
        List.of(
            target, measured.text(2), measured.median() >= wanted ? "reached" : "**not reached**"));
  }
}
