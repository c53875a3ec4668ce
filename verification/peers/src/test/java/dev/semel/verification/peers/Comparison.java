// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import dev.semel.testkit.http.Finding;
import dev.semel.testkit.http.Finding.State;
import dev.semel.testkit.http.Score;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The scores next to each other, as Markdown. */
record Comparison(Map<String, Peers.Asked> scores, String database) {
  @Override
  public String toString() {
    return "On %s, PostgreSQL %s, Java %s.\n\n%s\n%s\n%s"
        .formatted(
            LocalDate.now(),
            database,
            System.getProperty("java.version"),
            totals(),
            tables(),
            rows());
  }

  String totals() {
    StringBuilder text =
        new StringBuilder(
            "| | passed | failed | not asked | keys with an effect | with more than one |\n"
                + "|---|---|---|---|---|---|\n");
    scores.forEach(
        (title, asked) ->
            text.append(
                "| %s | %d | %d | %d | %d | %d |\n"
                    .formatted(
                        title,
                        asked.score().of(State.PASSED).size(),
                        asked.score().of(State.FAILED).size(),
                        asked.score().of(State.NOT_ASKED).size(),
                        asked.keys().charged(),
                        asked.keys().chargedTwice())));
    return text.toString();
  }

  private List<Score> all() {
    return scores.values().stream().map(Peers.Asked::score).toList();
  }

  /** Passed of asked, by table. */
  private String tables() {
    TreeMap<String, List<String>> lines = new TreeMap<>();
    for (Score score : all()) {
      Map<String, List<Finding>> byTable =
          score.findings().stream()
              .collect(Collectors.groupingBy(f -> f.row().id().replaceAll("/.*", "")));
      byTable.forEach(
          (table, findings) ->
              lines
                  .computeIfAbsent(table, t -> new ArrayList<>())
                  .add(
                      count(findings, State.PASSED)
                          + " of "
                          + (findings.size() - count(findings, State.NOT_ASKED))));
    }
    return table("table", lines);
  }

  private static long count(List<Finding> findings, State state) {
    return findings.stream().filter(f -> f.state() == state).count();
  }

  /** Every row that was asked of anybody. */
  private String rows() {
    Map<String, List<String>> lines = new java.util.LinkedHashMap<>();
    int count = all().get(0).findings().size();
    for (int i = 0; i < count; i++) {
      int row = i;
      List<Finding> all = all().stream().map(s -> s.findings().get(row)).toList();
      if (all.stream().anyMatch(f -> f.state() != State.NOT_ASKED)) {
        lines.put(
            "%s: %s".formatted(all.get(0).row().id(), all.get(0).row().title().replace("|", "\\|")),
            all.stream().map(MARK).toList());
      }
    }
    return table("row", lines);
  }

  private static final Function<Finding, String> MARK =
      f ->
          switch (f.state()) {
            case PASSED -> "yes";
            case FAILED -> "**no**";
            case NOT_ASKED -> "";
          };

  private String table(String what, Map<String, List<String>> lines) {
    StringBuilder text = new StringBuilder("| " + what + " | ");
    text.append(
        String.join(
            " | ", scores.keySet().stream().map(t -> t.replaceAll(" [\\d.].*", "")).toList()));
    text.append(" |\n|---").append("|---".repeat(scores.size())).append("|\n");
    lines.forEach(
        (name, cells) ->
            text.append("| ")
                .append(name)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n"));
    return text.toString();
  }
}
