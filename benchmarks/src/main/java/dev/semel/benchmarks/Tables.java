// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A report as Markdown. Immutable. */
public final class Tables {
  private final Report report;

  Tables(Report report) {
    this.report = report;
  }

  void write(Page page) {
    page.put("targets", targets());
    page.put("costs", costs());
    page.put(
        "singles", report.singles().stream().map(this::rates).collect(Collectors.joining("\n")));
    page.put(
        "cpu",
        Stream.concat(report.singles().stream(), report.batches().stream())
            .filter(board -> board.setting() != Setting.FLUSH_1MS)
            .map(this::cpu)
            .collect(Collectors.joining("\n")));
    page.put(
        "batches", report.batches().stream().map(this::rates).collect(Collectors.joining("\n")));
    page.put("retention", retention());
    page.put("conditions", conditions());
  }

  private String conditions() {
    return report.conditions().stream()
        .map(line -> "* " + line + "\n")
        .collect(Collectors.joining());
  }

  String targets() {
    return new Targets(report).lines();
  }

  private String costs() {
    List<List<String>> rows = new ArrayList<>();
    for (Costs.Cost cost : report.costs()) {
      rows.add(
          List.of(
              cost.subject().name(),
              Spread.text(cost.roundTrips(), 2),
              Spread.text(cost.transactions(), 2),
              Spread.text(cost.walBytes(), 0)));
    }
    return table(
        List.of("per delivery", "round trips", "writing transactions", "WAL bytes per message"),
        rows);
  }

  private String rates(Board board) {
    List<List<String>> rows = new ArrayList<>();
    for (Subject subject : board.subjects()) {
      String name = subject.name();
      String wrong = board.wrong(name);
      rows.add(
          wrong != null
              ? List.of(name, wrong, "–", "–")
              : List.of(
                  name,
                  board.of(name, Measurement::perSecond).brief(0),
                  name.equals(Subjects.NO_DEDUP)
                      ? "1"
                      : board.ratio(name, Subjects.NO_DEDUP).text(2),
                  name.equals(subject.twin()) ? "–" : board.ratio(name, subject.twin()).text(2)));
    }
    return title(board)
        + table(List.of("", "messages/s", "of no dedup", "of its hand-written form"), rows);
  }

  private String cpu(Board board) {
    List<List<String>> rows = new ArrayList<>();
    for (Subject subject : board.subjects()) {
      String name = subject.name();
      if (board.wrong(name) == null) {
        rows.add(
            List.of(
                name,
                board.of(name, Measurement::workerMicros).brief(1),
                name.equals(subject.twin())
                    ? "–"
                    : board.workerMicrosAbove(name, subject.twin()).text(1),
                board.of(name, Measurement::jvmMicros).brief(1),
                board.of(name, Measurement::serverMicros).brief(1)));
      }
    }
    return title(board)
        + table(
            List.of(
                "CPU µs per message",
                "delivering threads",
                "above its hand-written form",
                "whole JVM",
                "PostgreSQL"),
            rows);
  }

  private String retention() {
    Retention retention = report.retention();
    if (retention.swept().isEmpty()) {
      return "Not measured in this run.\n";
    }
    List<Retention.Swept> swept = retention.swept();
    List<Retention.Deleted> deleted = retention.deleted();
    return table(
        List.of(
            "%,d ids forgotten".formatted(retention.rows()),
            "milliseconds",
            "WAL kB",
            "MB on disk after"),
        List.of(
            List.of(
                "`semel.sweep()`: its lock on the slot",
                spread(swept.stream().mapToDouble(Retention.Swept::lockMillis).toArray(), 0),
                "–",
                "–"),
            List.of(
                "`semel.sweep()`: the whole",
                spread(swept.stream().mapToDouble(Retention.Swept::millis).toArray(), 0),
                spread(swept.stream().mapToDouble(s -> s.walBytes() / 1e3).toArray(), 0),
                spread(swept.stream().mapToDouble(s -> s.bytesAfter() / 1e6).toArray(), 0)),
            List.of(
                "by hand: DELETE",
                spread(deleted.stream().mapToDouble(Retention.Deleted::deleteMillis).toArray(), 0),
                spread(deleted.stream().mapToDouble(d -> d.deleteWalBytes() / 1e3).toArray(), 0),
                spread(deleted.stream().mapToDouble(d -> d.bytesBefore() / 1e6).toArray(), 0)),
            List.of(
                "by hand: VACUUM after it",
                spread(deleted.stream().mapToDouble(Retention.Deleted::vacuumMillis).toArray(), 0),
                spread(deleted.stream().mapToDouble(d -> d.vacuumWalBytes() / 1e3).toArray(), 0),
                spread(deleted.stream().mapToDouble(d -> d.bytesAfter() / 1e6).toArray(), 0))));
  }

  private static String spread(double[] values, int digits) {
    return Spread.of(values).text(digits);
  }

  private static String title(Board board) {
    return "**%d %s, %s**\n\n"
        .formatted(
            board.workers(),
            board.workers() == 1 ? "connection" : "connections",
            board.setting().label());
  }

  /** Rows under a head, as Markdown. */
  public static String table(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder(line(head));
    table.append(line(head.stream().map(name -> "---").toList()));
    rows.forEach(row -> table.append(line(row)));
    return table.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
