// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import static dev.semel.benchmarks.Tables.table;

import dev.semel.benchmarks.Page;
import dev.semel.benchmarks.kafka.Consuming.Consumed;
import dev.semel.benchmarks.kafka.Consuming.Way;
import java.util.ArrayList;
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
    page.put("kafka targets", targets());
    page.put("kafka consumer", consumer());
    page.put("kafka relay", relay());
    page.put(
        "kafka conditions",
        report.conditions().stream().map(line -> "* " + line + "\n").collect(Collectors.joining()));
  }

  String targets() {
    return new Targets(report).lines();
  }

  private String consumer() {
    Consuming consuming = report.consuming();
    if (consuming == null) {
      return LEFT_OUT;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Way way : Way.values()) {
      rows.add(
          List.of(
              way.label(),
              consuming.of(way, Consumed::perSecond).brief(0),
              way == Way.ONE_BY_ONE ? "1" : consuming.ratio(way, Way.ONE_BY_ONE).text(1),
              way == way.twin() ? "–" : consuming.ratio(way, way.twin()).text(2),
              consuming.of(way, Consumed::serverMicros).brief(0),
              consuming.of(way, Consumed::walBytes).brief(0),
              consuming.of(way, Consumed::transactions).brief(4)));
    }
    return table(
        List.of(
            "%,d records".formatted(consuming.records()),
            "records/s",
            "of a transaction per record",
            "of its hand-written form",
            "PostgreSQL CPU µs per record",
            "WAL bytes per record",
            "writing transactions per record"),
        rows);
  }

  private String relay() {
    Relaying relaying = report.relaying();
    if (relaying == null) {
      return LEFT_OUT;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Relaying.Way way : Relaying.Way.values()) {
      rows.add(
          List.of(
              way.label(),
              relaying.of(way).brief(0),
              way == Relaying.Way.BARE ? "1" : relaying.ratio().text(2)));
    }
    return table(
        List.of(
            "%,d messages of %d B".formatted(relaying.messages(), Orders.BODY_BYTES),
            "messages/s",
            "of a bare producer"),
        rows);
  }
}
