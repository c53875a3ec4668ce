// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.Direction;
import dev.semel.reconcile.Entry;
import dev.semel.reconcile.Report.Sums;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts and sums of both sides, per currency and direction. For one thread. */
final class Lines {
  private static final class Line {
    long oursCount;
    long theirsCount;
    final Sum ours = new Sum();
    final Sum theirs = new Sum();
  }

  private final Map<String, Map<Direction, Line>> byCurrency = new TreeMap<>();

  void ours(Entry entry) {
    Line line = line(entry);
    line.oursCount++;
    line.ours.add(entry.amountMinor());
  }

  void theirs(Entry entry) {
    Line line = line(entry);
    line.theirsCount++;
    line.theirs.add(entry.amountMinor());
  }

  /** Ordered by currency and direction; without lines that hold nothing. */
  List<Sums> list() {
    List<Sums> all = new ArrayList<>();
    byCurrency.forEach(
        (currency, lines) ->
            lines.forEach((direction, line) -> all.add(sums(currency, direction, line))));
    return all;
  }

  private static Sums sums(String currency, Direction direction, Line line) {
    return new Sums(
        currency,
        direction,
        line.oursCount,
        line.ours.value(),
        line.theirsCount,
        line.theirs.value());
  }

  private Line line(Entry entry) {
    return byCurrency
        .computeIfAbsent(entry.currency(), any -> new EnumMap<>(Direction.class))
        .computeIfAbsent(entry.direction(), any -> new Line());
  }
}
