// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import static dev.semel.benchmarks.Tables.table;

import dev.semel.benchmarks.Board;
import dev.semel.benchmarks.Costs;
import dev.semel.benchmarks.Measurement;
import dev.semel.benchmarks.Page;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A report as Markdown. Immutable. */
final class Tables {
  private static final String LEFT_OUT = "Left out of this run.\n";

  private final Report report;

  Tables(Report report) {
    this.report = report;
  }

  void write(Page page) {
    page.put("outbox targets", targets());
    page.put("outbox drain", drain());
    page.put("outbox old snapshot", oldSnapshot());
    page.put("outbox latency", latency());
    page.put("outbox isolation", isolation());
    page.put("outbox write", costs() + "\n" + writing());
    page.put(
        "outbox conditions",
        report.conditions().stream().map(line -> "* " + line + "\n").collect(Collectors.joining()));
  }

  String targets() {
    return new Targets(report).lines();
  }

  private String drain() {
    Drain drain = report.drain();
    if (drain == null) {
      return LEFT_OUT;
    }
    List<List<String>> rows = new ArrayList<>();
    for (int batch : Drain.BATCHES) {
      for (Drain.Way way : Drain.Way.values()) {
        rows.add(
            List.of(
                "%s, %d at a time".formatted(way.label(), batch),
                drain.of(way, batch, Drain.Drained::perSecond).brief(0),
                way == Drain.Way.RELAY ? "–" : drain.ratio(way, batch).text(2),
                drain.of(way, batch, Drain.Drained::micros).brief(2),
                drain.of(way, batch, Drain.Drained::serverMicros).brief(2),
                drain.of(way, batch, Drain.Drained::walBytes).brief(1),
                drain.of(way, batch, Drain.Drained::transactions).brief(4)));
      }
    }
    return table(
            List.of(
                "%,d messages of %d B".formatted(drain.rows(), Backlog.BODY_BYTES),
                "messages/s",
                "the relay's rate as a multiple",
                "CPU µs per message",
                "PostgreSQL CPU µs",
                "WAL bytes per message",
                "transactions per message"),
            rows)
        + "\nIn a JVM with a heap of 128 MB the relay sent %s messages/s and used at most %s MB.\n"
            .formatted(
                Spread.text(drain.smallHeapPerSecond(), 0),
                Spread.text(drain.smallHeapMegabytes(), 0));
  }

  private String oldSnapshot() {
    OldSnapshot snapshot = report.oldSnapshot();
    if (snapshot == null) {
      return LEFT_OUT;
    }
    String head =
        "snapshot held for %d s, %,d messages/s"
            .formatted(snapshot.held().toSeconds(), OldSnapshot.PER_SECOND);
    return table(
        List.of(head, "1st quarter", "2nd", "3rd", "4th", "4th of the 1st"),
        List.of(
            quarters("relay", snapshot.relay()),
            quarters(Drain.Way.SKIP_LOCKED.label(), snapshot.queue())));
  }

  private static List<String> quarters(String name, double[] quarters) {
    List<String> row = new ArrayList<>(List.of(name));
    Arrays.stream(quarters).forEach(millis -> row.add(Spread.text(millis, 2) + " ms"));
    row.add(Spread.text(OldSnapshot.growth(quarters), 2));
    return row;
  }

  private String latency() {
    ToPublisher toPublisher = report.toPublisher();
    if (toPublisher == null) {
      return LEFT_OUT;
    }
    List<List<String>> rows = new ArrayList<>();
    for (ToPublisher.Measured measured : toPublisher.measured()) {
      rows.add(
          List.of(
              "%,d/s, %s".formatted(measured.perSecond(), measured.place().label()),
              measured.arrival().text(),
              measured.producer().text()));
    }
    return table(
            List.of(
                "p50 / p99 / max in ms", "from the effect to the publisher", "the producer's call"),
            rows)
        + "\nA relay that has nothing to do makes %s round trips a second.\n"
            .formatted(Spread.text(toPublisher.idlePolls(), 0));
  }

  private String isolation() {
    Isolation isolation = report.isolation();
    if (isolation == null) {
      return LEFT_OUT;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Isolation.Pair pair : isolation.pairs()) {
      rows.add(
          List.of(
              Integer.toString(rows.size() + 1),
              pair.well().text(),
              pair.troubled().text(),
              Spread.text(pair.growth(), 2)));
    }
    return table(
        List.of(
            "p50 / p99 / max in ms of 98 destinations, %,d messages/s in all"
                .formatted(Isolation.PER_SECOND),
            "all are well",
            "one is dead, one has a poison message",
            "p99 as a multiple"),
        rows);
  }

  private String costs() {
    if (report.costs().isEmpty()) {
      return LEFT_OUT;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Costs.Cost cost : report.costs()) {
      rows.add(
          List.of(
              cost.subject().name(),
              Spread.text(cost.roundTrips(), 2),
              Spread.text(cost.transactions(), 2),
              Spread.text(cost.walBytes(), 0)));
    }
    return table(List.of("per delivery", "round trips", "writing transactions", "WAL bytes"), rows);
  }

  private String writing() {
    return report.writing().stream().map(Tables::rates).collect(Collectors.joining("\n"));
  }

  private static String rates(Board board) {
    List<List<String>> rows = new ArrayList<>();
    String baseline = board.subjects().get(0).name();
    for (Subject subject : board.subjects()) {
      String name = subject.name();
      String wrong = board.wrong(name);
      rows.add(
          wrong != null
              ? List.of(name, wrong, "–", "–")
              : List.of(
                  name,
                  board.of(name, Measurement::perSecond).brief(0),
                  name.equals(baseline) ? "1" : board.ratio(name, baseline).text(2),
                  name.equals(subject.twin()) ? "–" : board.ratio(name, subject.twin()).text(2)));
    }
    return "**%d %s, %s**\n\n"
            .formatted(
                board.workers(),
                board.workers() == 1 ? "connection" : "connections",
                board.setting().label())
        + table(List.of("", "messages/s", "of no dedup", "of its hand-written form"), rows);
  }
}
