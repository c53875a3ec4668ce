// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What was set out to be reached, and what was measured. */
final class Targets {
  private final Report report;
  private final List<List<String>> rows = new ArrayList<>();

  Targets(Report report) {
    this.report = report;
  }

  /** The table, with the median and the ends of each. */
  String lines() {
    costs();
    for (Board board : report.singles()) {
      if (board.setting() == Setting.FSYNC) {
        singles(board);
      }
    }
    for (Board board : report.batches()) {
      batches(board);
    }
    retention();
    return Tables.table(List.of("target", "measured", ""), rows);
  }

  private void costs() {
    for (Costs.Cost cost : report.costs()) {
      switch (cost.subject().name()) {
        case Subjects.ONCE -> exactly("once: 3 round trips", cost.roundTrips(), 3);
        case Subjects.OPTIMISTIC -> exactly("optimistic: 2 round trips", cost.roundTrips(), 2);
        case Subjects.DUPLICATE -> {
          exactly("duplicate: no writing transaction", cost.transactions(), 0);
          exactly("duplicate: no WAL", cost.walBytes(), 0);
        }
        default -> {
          // Is compared with, or has no target of its own.
        }
      }
    }
  }

  private void singles(Board board) {
    String where = at(board);
    atLeast(
        "once ≥ 0.90 of hand-written first-check" + where,
        board.ratio(Subjects.ONCE, Subjects.FIRST_CHECK),
        0.90);
    atLeast(
        "optimistic ≥ 0.90 of no dedup" + where,
        board.ratio(Subjects.OPTIMISTIC, Subjects.NO_DEDUP),
        0.90);
    atLeast(
        "optimistic ≥ 0.95 of hand-written last-check" + where,
        board.ratio(Subjects.OPTIMISTIC, Subjects.LAST_CHECK),
        0.95);
    atLeast(
        "duplicate ≥ 1.7× an effective message" + where,
        board.ratio(Subjects.DUPLICATE, Subjects.ONCE),
        1.7);
    atMost(
        "once ≤ 10 µs of JVM CPU above hand-written" + where,
        board.workerMicrosAbove(Subjects.ONCE, Subjects.FIRST_CHECK),
        10,
        1);
  }

  private void batches(Board board) {
    String where = at(board);
    if (board.workers() == 1) {
      atLeast(
          "batch of 100 ≥ 12× one by one without dedup" + where,
          board.ratio(Subjects.batch(100), Subjects.NO_DEDUP),
          12);
    }
    atLeast(
        "batch of 100 ≥ 0.90 of hand-written" + where,
        board.ratio(Subjects.batch(100), Subjects.batchByHand(100)),
        0.90);
  }

  private void retention() {
    Retention retention = report.retention();
    if (!retention.swept().isEmpty()) {
      String rows = "%,d ids".formatted(retention.rows());
      atMost(
          "sweep of " + rows + ": lock ≤ 100 ms",
          Spread.of(retention.swept().stream().mapToDouble(Retention.Swept::lockMillis).toArray()),
          100,
          0);
      atMost(
          "sweep of " + rows + ": WAL ≤ 1,000 kB",
          Spread.of(retention.swept().stream().mapToDouble(s -> s.walBytes() / 1e3).toArray()),
          1000,
          0);
    }
  }

  private static String at(Board board) {
    return ", %d %s".formatted(board.workers(), board.workers() == 1 ? "conn." : "conns.");
  }

  private void exactly(String target, double measured, double wanted) {
    row(target, Spread.text(measured, 2), measured == wanted);
  }

  private void atLeast(String target, Spread measured, double wanted) {
    row(target, measured.text(2), measured.median() >= wanted);
  }

  private void atMost(String target, Spread measured, double wanted, int digits) {
    row(target, measured.text(digits), measured.median() <= wanted);
  }

  private void row(String target, String measured, boolean reached) {
    rows.add(List.of(target, measured, reached ? "reached" : "**not reached**"));
  }
}
