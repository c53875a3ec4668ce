// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import dev.semel.benchmarks.Board;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.Subjects;
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
    if (report.drain() != null) {
      drain(report.drain());
    }
    if (report.oldSnapshot() != null) {
      atMost(
          "poll under an old snapshot grows ≤ 1.3×",
          Spread.of(OldSnapshot.growth(report.oldSnapshot().relay())),
          1.3,
          2);
    }
    if (report.toPublisher() != null) {
      latency(report.toPublisher());
    }
    if (report.isolation() != null) {
      atMost(
          "p99 beside a dead and a poisoned destination ≤ 2×", report.isolation().growth(), 2, 2);
    }
    for (Board board : report.writing()) {
      atLeast(
          "once with a message ≥ 0.95 of hand-written, %d conn.".formatted(board.workers()),
          board.ratio(Subjects.MESSAGE, Subjects.MESSAGE_BY_HAND),
          0.95);
    }
    return dev.semel.benchmarks.Tables.table(List.of("target", "measured", ""), rows);
  }

  private void drain(Drain drain) {
    for (int batch : Drain.BATCHES) {
      String where = ", %d at a time".formatted(batch);
      atLeast("drain ≥ 0.85 of a cursor loop" + where, drain.ratio(Drain.Way.CURSOR, batch), 0.85);
      atLeast(
          "drain ≥ 1.7× SKIP LOCKED and DELETE" + where,
          drain.ratio(Drain.Way.SKIP_LOCKED, batch),
          1.7);
    }
    int batch = Drain.BATCHES.get(0);
    atMost(
        "drain: ≤ 10 B of WAL per message, %d at a time".formatted(batch),
        drain.of(Drain.Way.RELAY, batch, Drain.Drained::walBytes),
        10,
        1);
    // Taking the lease and handing it back are some transactions more, whatever the backlog.
    atMost(
        "drain: ≤ 2.02 transactions per batch of %d".formatted(batch),
        drain.of(Drain.Way.RELAY, batch, drained -> drained.transactions() * batch),
        2.02,
        3);
    atMost(
        "drain in a heap of 128 MB: MB in use ≤ 128",
        Spread.of(drain.smallHeapMegabytes()),
        128,
        0);
  }

  private void latency(ToPublisher toPublisher) {
    for (int rate : ToPublisher.RATES) {
      atMost(
          "to the publisher at %,d/s, same JVM: p50 ≤ 2 ms".formatted(rate),
          Spread.of(toPublisher.arrival(ToPublisher.Place.SAME_JVM, rate).p50()),
          2,
          2);
      atMost(
          "to the publisher at %,d/s, other JVM: p50 ≤ 10 ms".formatted(rate),
          Spread.of(toPublisher.arrival(ToPublisher.Place.OTHER_JVM, rate).p50()),
          10,
          2);
    }
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
