// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.reconcile;

import dev.semel.reconcile.Entry;
import dev.semel.reconcile.EntrySource;
import dev.semel.reconcile.Reconciler;
import dev.semel.reconcile.RepairLimits;
import dev.semel.reconcile.Report;
import dev.semel.reconcile.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A JVM with a small heap that compares so many references on each side, streamed or at once. */
final class ReconcileMain {
  /** So many match between two that do not. */
  static final int STEP = 50;

  private ReconcileMain() {}

  public static void main(String[] arguments) {
    long count = Long.parseLong(arguments[0]);
    boolean atOnce = arguments[1].equals("at-once");
    Map<Verdict, Long> found = new EnumMap<>(Verdict.class);
    long began = System.nanoTime();
    Report report =
        Reconciler.named("large")
            .ours(source(count, atOnce, i -> seeded(i).ours(ref(i), i)))
            .theirs(source(count, atOnce, i -> seeded(i).theirs(ref(i), i)))
            .over(Seeded.WINDOW)
            .feeTolerance(Seeded.FEE_TOLERANCE)
            .limits(new RepairLimits(100_000, 100, Map.of()))
            .build()
            .run(discrepancy -> found.merge(discrepancy.verdict(), 1L, Long::sum));
    System.out.println("SECONDS " + (System.nanoTime() - began) / 1_000_000_000);
    System.out.println("PEAK " + peak());
    System.out.println(
        "READ "
            + report.read().stream().mapToLong(Report.Sums::oursCount).sum()
            + " "
            + report.read().stream().mapToLong(Report.Sums::theirsCount).sum());
    System.out.println("FOUND " + found);
  }

  static Seeded seeded(long i) {
    if (i % STEP != 0) {
      return Seeded.MATCHED;
    }
    return Seeded.values()[(int) (i / STEP % Seeded.values().length)];
  }

  private static EntrySource source(long count, boolean atOnce, LongFunction<List<Entry>> entries) {
    Iterable<Entry> streamed = () -> iterator(count, entries);
    if (!atOnce) {
      return EntrySource.of(streamed).completeTo(Seeded.COMPLETE);
    }
    List<Entry> all = new ArrayList<>();
    streamed.forEach(all::add);
    return EntrySource.of(all).completeTo(Seeded.COMPLETE);
  }

  private static Iterator<Entry> iterator(long count, LongFunction<List<Entry>> entries) {
    Stream<Entry> stream =
        LongStream.range(0, count).boxed().flatMap(i -> entries.apply(i).stream());
    return stream.iterator();
  }

  private static String ref(long i) {
    return "effect-%012d".formatted(i);
  }

  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }
}
