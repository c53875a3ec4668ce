// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.Entry;
import dev.semel.reconcile.ReconcileException;
import dev.semel.reconcile.Report.Ageing;
import dev.semel.reconcile.Report.Sums;
import dev.semel.reconcile.Report.Total;
import dev.semel.reconcile.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was read, counted as it was read, and what was said, counted as it was said. The two must be
 * the same in number and in money, or the run has lost or doubled something. For one thread.
 */
final class Tally {
  private final Lines read = new Lines();
  private final Map<Verdict, Lines> said = new EnumMap<>(Verdict.class);
  private final Map<Verdict, long[]> ages = new EnumMap<>(Verdict.class);

  void readOurs(Entry entry) {
    read.ours(entry);
  }

  void readTheirs(Entry entry) {
    read.theirs(entry);
  }

  void say(Verdict verdict, @Nullable Entry ours, @Nullable Entry theirs) {
    Lines lines = said.computeIfAbsent(verdict, any -> new Lines());
    if (ours != null) {
      lines.ours(ours);
    }
    if (theirs != null) {
      lines.theirs(theirs);
    }
  }

  void age(Verdict verdict, Duration age) {
    int bucket = 0;
    while (bucket < Ageing.BOUNDS.size() && age.compareTo(Ageing.BOUNDS.get(bucket)) >= 0) {
      bucket++;
    }
    ages.computeIfAbsent(verdict, any -> new long[Ageing.BOUNDS.size() + 1])[bucket]++;
  }

  List<Sums> read() {
    return read.list();
  }

  List<Total> totals() {
    List<Total> totals = new ArrayList<>();
    said.forEach(
        (verdict, lines) -> lines.list().forEach(sums -> totals.add(new Total(verdict, sums))));
    return totals;
  }

  List<Ageing> ageing() {
    List<Ageing> list = new ArrayList<>();
    ages.forEach(
        (verdict, counts) -> {
          List<Long> boxed = new ArrayList<>();
          for (long count : counts) {
            boxed.add(count);
          }
          list.add(new Ageing(verdict, boxed));
        });
    return list;
  }

  /**
   * Matched and classified is all there was, on both sides, in count and in money.
   *
   * @throws ReconcileException {@code SEMEL-708} if it is not
   */
  void assertAddsUp() {
    Map<String, Sums> sum = new TreeMap<>();
    for (Total total : totals()) {
      Sums sums = total.sums();
      sum.merge(sums.currency() + sums.direction(), sums, Sums::plus);
    }
    List<Sums> saidInAll = List.copyOf(sum.values());
    if (!saidInAll.equals(read())) {
      throw new ReconcileException(
          "SEMEL-708", "read were %s, said were %s".formatted(read(), saidInAll));
    }
  }
}
