// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import static dev.semel.reconcile.Sides.COMPLETE;
import static dev.semel.reconcile.Sides.DAY;
import static dev.semel.reconcile.Sides.WINDOW;
import static dev.semel.reconcile.Sides.between;
import static dev.semel.reconcile.Sides.entries;
import static dev.semel.reconcile.Sides.entry;
import static dev.semel.reconcile.Sides.found;
import static dev.semel.reconcile.Sides.list;
import static dev.semel.reconcile.Sides.verdicts;
import static dev.semel.reconcile.Status.FAILED;
import static dev.semel.reconcile.Status.PENDING;
import static dev.semel.reconcile.Status.REVERSED;
import static dev.semel.reconcile.Status.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A run: order, groups, windows, tolerances, identity. */
class MergeTest {
  private static final Instant YESTERDAY = DAY.minus(Duration.ofMinutes(1));
  private static final Instant TODAY = DAY.plus(Duration.ofMinutes(1));

  @Test
  void references_that_both_have_are_pairs_wherever_they_stand() {
    List<Entry> ours = list(entry("a", SUCCEEDED), entry("c", SUCCEEDED), entry("e", SUCCEEDED));
    List<Entry> theirs = list(entry("b", FAILED), entry("c", SUCCEEDED), entry("e", FAILED));
    assertThat(found(between(ours, theirs)))
        .extracting(d -> d.ref() + " " + d.verdict())
        .containsExactly("a MISSING_THERE", "b ONLY_THERE", "e STATUS_CONFLICT");
  }

  @Test
  void a_side_that_is_not_in_order_is_refused_with_both_positions_and_no_content() {
    List<Entry> sorted = list(entry("a", SUCCEEDED), entry("b", SUCCEEDED));
    List<Entry> shuffled =
        list(entry("a", SUCCEEDED), entry("secret-c", SUCCEEDED), entry("b", SUCCEEDED));
    assertThatThrownBy(() -> found(between(shuffled, sorted)))
        .isInstanceOf(ReconcileException.class)
        .hasMessageStartingWith(
            "SEMEL-702 our side is not in order: record 3 may not come after record 2")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> found(between(sorted, shuffled)))
        .hasMessageStartingWith("SEMEL-702 their side is not in order: record 3");
  }

  @Test
  void the_order_of_strings_is_refused_where_that_of_bytes_is_another() {
    String tilde = "\uFF5E";
    String linear = new String(Character.toChars(0x10000));
    List<Entry> byBytes = list(entry(tilde, SUCCEEDED), entry(linear, SUCCEEDED));
    List<Entry> byChars = list(entry(linear, SUCCEEDED), entry(tilde, SUCCEEDED));
    assertThat(found(between(byBytes, byBytes))).isEmpty();
    assertThatThrownBy(() -> found(between(byChars, byChars))).hasMessageStartingWith("SEMEL-702");
  }

  @Test
  void a_group_that_is_too_large_is_refused() {
    List<Entry> six = entries("r", SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED, FAILED);
    assertThatThrownBy(() -> found(between(six, List.of()).groupMax(5)))
        .isInstanceOf(ReconcileException.class)
        .hasMessageStartingWith("SEMEL-703 our side has more than 5 records with one reference")
        .hasMessageContaining("record 6");
    assertThat(found(between(six, List.of()).groupMax(6))).hasSize(6);
  }

  @Test
  void the_same_reference_of_another_kind_or_direction_is_another_thing() {
    Entry.Builder refund = entry("r", SUCCEEDED).kind("refund").out(1_200, "EUR");
    assertThat(
            found(
                between(list(entry("r", SUCCEEDED), refund), list(refund, entry("r", SUCCEEDED)))))
        .isEmpty();
    assertThat(verdicts(between(list(entry("r", SUCCEEDED)), list(refund))))
        .containsExactlyInAnyOrder(Verdict.MISSING_THERE, Verdict.MISSING_HERE);
  }

  @Test
  void the_pair_is_chosen_by_content_and_never_by_the_order_of_equals() {
    List<Entry> ours = new ArrayList<>();
    List<Entry> theirs = new ArrayList<>();
    for (Status status : Status.values()) {
      ours.add(entry("r", status).in(10, "EUR").build());
      ours.add(entry("r", status).in(20, "EUR").build());
      theirs.add(entry("r", status).in(20, "EUR").build());
      theirs.add(entry("r", status).in(30, "EUR").build());
    }
    List<Discrepancy> expected = found(between(ours, theirs));
    assertThat(expected)
        .noneMatch(d -> d.verdict() == Verdict.AMOUNT_MISMATCH)
        .hasSize(ours.size() + theirs.size() - 2);
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(ours, random);
      Collections.shuffle(theirs, random);
      assertThat(found(between(ours, theirs))).isEqualTo(expected);
    }
  }

  @Test
  void a_window_may_not_reach_beyond_a_watermark_less_the_grace() {
    Instant tooEarly = WINDOW.to().plus(Duration.ofMinutes(59));
    Instant justRight = WINDOW.to().plus(Duration.ofMinutes(60));
    EntrySource none = EntrySource.of(List.of());
    ReconcilerBuilder early = between(List.of(), List.of()).theirs(none.completeTo(tooEarly));
    assertThatThrownBy(early.build()::run)
        .isInstanceOf(ReconcileException.class)
        .hasMessageStartingWith("SEMEL-704")
        .hasMessageContaining("their side is complete up to " + tooEarly);
    ReconcilerBuilder ours = between(List.of(), List.of()).ours(none.completeTo(tooEarly));
    assertThatThrownBy(ours.build()::run).hasMessageContaining("our side is complete");
    assertThat(found(between(List.of(), List.of()).theirs(none.completeTo(justRight)))).isEmpty();
  }

  @Test
  void a_source_is_asked_for_the_window_and_the_lag_around_it() {
    List<Window> asked = new ArrayList<>();
    EntrySource source =
        window -> {
          asked.add(window);
          return EntrySource.of(List.of()).open(window);
        };
    found(between(List.of(), List.of()).ours(source).theirs(source).lag(Duration.ofHours(5)));
    Window wide =
        new Window(WINDOW.from().minus(Duration.ofHours(5)), WINDOW.to().plus(Duration.ofHours(5)));
    assertThat(asked).containsExactly(wide, wide);
  }

  @Test
  void entries_of_other_windows_are_pairs_for_those_of_this_one() {
    List<Entry> here = list(entry("a", SUCCEEDED).occurredAt(YESTERDAY));
    List<Entry> there = list(entry("a", SUCCEEDED).occurredAt(TODAY));
    Report theirsIn = between(here, there).build().run();
    assertThat(theirsIn.theirs(Verdict.OUTSIDE)).as("the run of yesterday has it").isOne();
    assertThat(theirsIn.ours(Verdict.OUTSIDE)).isOne();
    Report oursIn = between(there, here).build().run();
    assertThat(oursIn.ours(Verdict.MATCHED)).isOne();
    assertThat(oursIn.theirs(Verdict.MATCHED)).isOne();
  }

  @Test
  void entries_of_other_windows_are_missing_nowhere() {
    List<Entry> outside = list(entry("a", SUCCEEDED).occurredAt(YESTERDAY));
    assertThat(found(between(outside, List.of()))).isEmpty();
    assertThat(found(between(List.of(), outside))).isEmpty();
    List<Entry> last = list(entry("a", SUCCEEDED).occurredAt(WINDOW.to()));
    assertThat(found(between(last, List.of()))).as("the end is not in it").isEmpty();
    List<Entry> first = list(entry("a", SUCCEEDED).occurredAt(WINDOW.from()));
    assertThat(found(between(first, List.of()))).as("the beginning is").hasSize(1);
  }

  @Test
  void what_went_wrong_there_after_the_run_over_our_window_is_found_by_the_next() {
    List<Entry> failed = list(entry("a", FAILED).occurredAt(YESTERDAY));
    List<Entry> ghost = list(entry("a", SUCCEEDED).occurredAt(TODAY));
    assertThat(verdicts(between(failed, ghost))).containsExactly(Verdict.GHOST_SUCCESS);
    List<Entry> done = list(entry("a", SUCCEEDED).occurredAt(YESTERDAY));
    List<Entry> twice =
        list(entry("a", SUCCEEDED).occurredAt(YESTERDAY), entry("a", SUCCEEDED).occurredAt(TODAY));
    assertThat(verdicts(between(done, twice))).containsExactly(Verdict.DUPLICATE_THERE);
  }

  @Test
  void amounts_within_the_tolerance_match_and_their_sums_stay_what_they_are() {
    List<Entry> ours = list(entry("a", SUCCEEDED).in(100, "EUR"));
    List<Entry> theirs = list(entry("a", SUCCEEDED).in(98, "EUR"));
    assertThat(verdicts(between(ours, theirs).amountTolerance(1)))
        .containsExactly(Verdict.AMOUNT_MISMATCH);
    Report report = between(ours, theirs).amountTolerance(2).build().run();
    Report.Total matched = report.totals().get(0);
    assertThat(matched.verdict()).isEqualTo(Verdict.MATCHED);
    assertThat(matched.sums().ours()).isEqualTo(BigInteger.valueOf(100));
    assertThat(matched.sums().theirs()).isEqualTo(BigInteger.valueOf(98));
  }

  @Test
  void fees_within_the_tolerance_are_rounding() {
    List<Entry> ours = list(entry("a", SUCCEEDED).feeMinor(30L));
    List<Entry> theirs = list(entry("a", SUCCEEDED).feeMinor(32L));
    assertThat(verdicts(between(ours, theirs).feeTolerance(2)))
        .containsExactly(Verdict.FEE_ROUNDING);
    assertThat(verdicts(between(ours, theirs).feeTolerance(1)))
        .containsExactly(Verdict.FEE_MISMATCH);
    List<Entry> absurd = list(entry("a", SUCCEEDED).feeMinor(Long.MIN_VALUE));
    assertThat(verdicts(between(ours, absurd).feeTolerance(Long.MAX_VALUE)))
        .containsExactly(Verdict.FEE_MISMATCH);
  }

  @Test
  void amounts_beyond_a_long_are_summed_all_the_same() {
    List<Entry> ours = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ours.add(entry("r" + i, SUCCEEDED).in(Long.MAX_VALUE, "EUR").build());
    }
    Report report = between(ours, List.of()).build().run();
    assertThat(report.read().get(0).ours())
        .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(5)));
  }

  @Test
  void a_discrepancy_is_the_same_in_every_run_until_it_is_another() {
    List<Entry> ours = list(entry("a", SUCCEEDED));
    Discrepancy first = found(between(ours, List.of())).get(0);
    EntrySource later = EntrySource.of(List.<Entry>of()).completeTo(COMPLETE.plusSeconds(9));
    Discrepancy again = found(between(ours, List.of()).theirs(later)).get(0);
    assertThat(again.id()).isEqualTo(first.id()).matches("[0-9a-f]{32}");
    assertThat(again.age()).isGreaterThan(first.age());
    assertThat(found(between(ours, entries("a", FAILED))).get(0).id()).isNotEqualTo(first.id());
    assertThat(found(between(list(entry("b", SUCCEEDED)), List.of())).get(0).id())
        .isNotEqualTo(first.id());
  }

  @Test
  void the_same_input_makes_the_same_bytes() {
    List<Entry> ours = list(entry("a", SUCCEEDED), entry("b", PENDING), entry("c", FAILED));
    List<Entry> theirs = list(entry("b", REVERSED), entry("c", SUCCEEDED), entry("d", SUCCEEDED));
    StringBuilder once = new StringBuilder();
    StringBuilder twice = new StringBuilder();
    Reconciler reconciler = between(ours, theirs).build();
    String text = reconciler.runTo(once).text();
    assertThat(reconciler.runTo(twice).text()).isEqualTo(text);
    assertThat(twice.toString()).isEqualTo(once.toString()).isNotEmpty();
  }

  @Test
  void both_cursors_are_closed_whatever_happens() {
    List<String> closed = new ArrayList<>();
    EntrySource bad =
        EntrySource.ofStream(
            () ->
                list(entry("b", SUCCEEDED), entry("a", SUCCEEDED)).stream()
                    .onClose(() -> closed.add("ours")));
    EntrySource good =
        EntrySource.ofStream(() -> List.<Entry>of().stream().onClose(() -> closed.add("theirs")));
    assertThatThrownBy(() -> found(between(List.of(), List.of()).ours(bad).theirs(good)))
        .hasMessageStartingWith("SEMEL-702");
    assertThat(closed).containsExactlyInAnyOrder("ours", "theirs");
  }

  @Test
  void everything_that_is_wrong_is_said_at_once() {
    assertThatThrownBy(
            () -> Reconciler.named("a b").grace(Duration.ofSeconds(-1)).groupMax(1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("SEMEL-701")
        .hasMessageContainingAll("name", "ours", "over", "grace is PT-1S", "groupMax is 1");
  }
}
