// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.reconcile.Direction;
import dev.semel.reconcile.Discrepancy;
import dev.semel.reconcile.Entry;
import dev.semel.reconcile.EntrySource;
import dev.semel.reconcile.ReconcileException;
import dev.semel.reconcile.Reconciler;
import dev.semel.reconcile.RepairLimits;
import dev.semel.reconcile.Report;
import dev.semel.reconcile.Status;
import dev.semel.reconcile.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated sides: all that was made wrong is found, and nothing else is. */
class GeneratedSidesTest {
  private static final int[] LETTERS = {
    '0', 'a', 'Z', 0xe9, 0x7ff, 0xd7ff, 0xe000, 0xff5e, 0x10000, 0x1f600
  };
  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  private static final Comparator<Entry> IN_ORDER = Comparator.comparing(Entry::ref, BY_BYTES);
  private static final RepairLimits NO_LIMITS = new RepairLimits(100_000, 100, Map.of());

  private final List<Entry> ours = new ArrayList<>();
  private final List<Entry> theirs = new ArrayList<>();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void what_was_made_wrong_is_found_and_nothing_else(long seed) {
    Random random = new Random(seed);
    List<String> made = new ArrayList<>();
    Set<Seeded> used = new HashSet<>();
    long number = 0;
    for (String ref : refs(random, 3_000)) {
      Seeded kind =
          Seeded.values()[random.nextInt(3) == 0 ? random.nextInt(Seeded.values().length) : 0];
      used.add(kind);
      ours.addAll(kind.ours(ref, number));
      theirs.addAll(kind.theirs(ref, number));
      kind.verdicts().forEach(verdict -> made.add(ref + " " + verdict));
      number++;
    }
    assertThat(used).hasSize(Seeded.values().length);
    List<String> found = new ArrayList<>();
    Report report = reconciler(ours, theirs).run(d -> found.add(d.ref() + " " + d.verdict()));
    assertThat(found).containsExactlyInAnyOrderElementsOf(made);
    assertThat(report.plan().repairs())
        .hasSize((int) made.stream().filter(line -> line.contains(" FINALISE_")).count());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void a_run_says_what_a_naive_comparison_says(long seed) {
    Random random = new Random(seed);
    for (String ref : refs(random, 400)) {
      random(random, ref, random.nextInt(4), ours);
      random(random, ref, random.nextInt(4), theirs);
    }
    List<String> found = new ArrayList<>();
    Report report = reconciler(ours, theirs).run(d -> found.add(line(d)));
    List<String> expected =
        new Naive(Seeded.WINDOW.from(), Seeded.WINDOW.to(), Seeded.COMPLETE, Seeded.FEE_TOLERANCE)
            .of(ours, theirs);
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            expected.stream()
                .filter(line -> !line.contains(" MATCHED ") && !line.contains(" OUTSIDE "))
                .toList());
    for (Verdict verdict : Verdict.values()) {
      assertThat(report.ours(verdict))
          .as("ours %s", verdict)
          .isEqualTo(entries(expected, verdict, "ours"));
      assertThat(report.theirs(verdict))
          .as("theirs %s", verdict)
          .isEqualTo(entries(expected, verdict, "theirs"));
    }
  }

  @Test
  void two_neighbours_in_the_wrong_order_anywhere_end_the_run() {
    Random random = new Random(21);
    for (String ref : refs(random, 300)) {
      ours.addAll(Seeded.MATCHED.ours(ref, 1));
      theirs.addAll(Seeded.MATCHED.theirs(ref, 1));
    }
    for (int i = 0; i + 1 < ours.size(); i++) {
      List<Entry> swapped = new ArrayList<>(ours);
      Collections.swap(swapped, i, i + 1);
      boolean here = random.nextBoolean();
      Reconciler reconciler = here ? reconciler(swapped, theirs) : reconciler(ours, swapped);
      assertThatThrownBy(reconciler::run)
          .isInstanceOf(ReconcileException.class)
          .hasMessageStartingWith("SEMEL-702 %s side is not in order", here ? "our" : "their")
          .hasMessageContaining("record %d may not come after record %d", i + 2, i + 1);
    }
  }

  @Test
  void sides_in_the_order_of_strings_end_the_run() {
    for (String ref : new TreeSet<>(refs(new Random(22), 300))) {
      ours.addAll(Seeded.MATCHED.ours(ref, 1));
      theirs.addAll(Seeded.MATCHED.theirs(ref, 1));
    }
    assertThatThrownBy(() -> reconciler(ours, theirs).run()).hasMessageStartingWith("SEMEL-702");
  }

  @Test
  void both_sides_may_be_read_in_any_order_of_equals_and_the_report_is_the_same() {
    Random random = new Random(23);
    for (String ref : refs(random, 200)) {
      random(random, ref, random.nextInt(4), ours);
      random(random, ref, random.nextInt(4), theirs);
    }
    StringBuilder first = new StringBuilder();
    String text = reconciler(ours, theirs).runTo(first).text();
    for (int i = 0; i < 10; i++) {
      Collections.shuffle(ours, random);
      Collections.shuffle(theirs, random);
      ours.sort(IN_ORDER);
      theirs.sort(IN_ORDER);
      StringBuilder again = new StringBuilder();
      assertThat(reconciler(ours, theirs).runTo(again).text()).isEqualTo(text);
      assertThat(again.toString()).isEqualTo(first.toString());
    }
  }

  private static Reconciler reconciler(List<Entry> ours, List<Entry> theirs) {
    return Reconciler.named("generated")
        .ours(EntrySource.of(ours).completeTo(Seeded.COMPLETE))
        .theirs(EntrySource.of(theirs).completeTo(Seeded.COMPLETE))
        .over(Seeded.WINDOW)
        .feeTolerance(Seeded.FEE_TOLERANCE)
        .limits(NO_LIMITS)
        .build();
  }

  private static List<String> refs(Random random, int count) {
    Set<String> refs = new TreeSet<>(BY_BYTES);
    while (refs.size() < count) {
      StringBuilder ref = new StringBuilder();
      for (int i = 2 + random.nextInt(4); i > 0; i--) {
        ref.appendCodePoint(LETTERS[random.nextInt(LETTERS.length)]);
      }
      refs.add(ref.toString());
    }
    return List.copyOf(refs);
  }

  private static void random(Random random, String ref, int count, List<Entry> side) {
    for (int i = 0; i < count; i++) {
      Instant at = Seeded.DAY.plus(Duration.ofHours(random.nextInt(48) - 12));
      side.add(
          Entry.of(ref)
              .kind(random.nextInt(4) == 0 ? "refund" : "charge")
              .money(
                  random.nextInt(6) == 0 ? Direction.OUT : Direction.IN,
                  100 + random.nextInt(3),
                  random.nextInt(4) == 0 ? "USD" : "EUR")
              .status(Status.values()[random.nextInt(4)])
              .feeMinor(random.nextInt(3) == 0 ? null : Long.valueOf(30 + random.nextInt(4)))
              .occurredAt(at)
              .settledAt(random.nextBoolean() ? at : null)
              .build());
    }
  }

  private static String line(Discrepancy d) {
    Entry entry = d.ours() != null ? d.ours() : d.theirs();
    String sides = d.ours() == null ? "theirs" : d.theirs() == null ? "ours" : "both";
    return Naive.thing(entry) + " " + d.verdict() + " " + sides;
  }

  private static long entries(List<String> lines, Verdict verdict, String side) {
    return Stream.of(side, "both")
        .flatMap(which -> lines.stream().filter(l -> l.endsWith(" " + verdict + " " + which)))
        .count();
  }
}
