// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.reconcile.Entry;
import dev.semel.reconcile.EntryCursor;
import dev.semel.reconcile.ReconcileException;
import dev.semel.reconcile.RepairLimits;
import dev.semel.reconcile.Sides;
import dev.semel.reconcile.Status;
import dev.semel.reconcile.Verdict;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The arithmetic of a run. */
class TallyTest {
  private static final Entry ENTRY = Sides.entry("r", Status.SUCCEEDED).build();
  private static final Entry CHEAPER = Sides.entry("r", Status.SUCCEEDED).in(1, "EUR").build();

  private final Tally tally = new Tally();

  @Test
  void what_is_said_of_all_that_was_read_adds_up() {
    tally.readOurs(ENTRY);
    tally.readTheirs(CHEAPER);
    tally.say(Verdict.AMOUNT_MISMATCH, ENTRY, CHEAPER);
    assertThatCode(tally::assertAddsUp).doesNotThrowAnyException();
  }

  @Test
  void an_entry_of_which_nothing_is_said_does_not_add_up() {
    tally.readOurs(ENTRY);
    assertDoesNotAddUp();
  }

  @Test
  void an_entry_of_which_two_things_are_said_does_not_add_up() {
    tally.readTheirs(ENTRY);
    tally.say(Verdict.MISSING_HERE, null, ENTRY);
    tally.say(Verdict.DUPLICATE_THERE, null, ENTRY);
    assertDoesNotAddUp();
  }

  @Test
  void the_right_number_of_entries_over_other_money_does_not_add_up() {
    tally.readOurs(ENTRY);
    tally.say(Verdict.MATCHED, CHEAPER, null);
    assertDoesNotAddUp();
  }

  @Test
  void the_right_money_on_the_other_side_does_not_add_up() {
    tally.readOurs(ENTRY);
    tally.say(Verdict.MATCHED, null, ENTRY);
    assertDoesNotAddUp();
  }

  @Test
  void a_run_that_does_not_add_up_has_no_report() {
    tally.readOurs(ENTRY); // As if something had been read and forgotten.
    Rules rules =
        new Rules("test", Sides.WINDOW, ZERO, ZERO, ZERO, ZERO, 0, 0, 2, RepairLimits.DEFAULT);
    assertThatThrownBy(() -> Merge.run(rules, none(), none(), discrepancy -> {}, tally))
        .isInstanceOf(ReconcileException.class)
        .hasMessageStartingWith("SEMEL-708");
  }

  private static EntryCursor none() {
    return new Given(Collections.emptyIterator(), () -> {});
  }

  @Test
  void a_sum_never_wraps() {
    Sum sum = new Sum();
    BigInteger exact = BigInteger.ZERO;
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      long value = i % 3 == 0 ? Long.MAX_VALUE : i % 7 == 0 ? Long.MIN_VALUE : random.nextLong();
      sum.add(value);
      exact = exact.add(BigInteger.valueOf(value));
      assertThat(sum.value()).isEqualTo(exact);
    }
    assertThat(exact.bitLength()).isGreaterThan(64);
  }

  private void assertDoesNotAddUp() {
    assertThatThrownBy(tally::assertAddsUp)
        .isInstanceOf(ReconcileException.class)
        .hasMessageStartingWith("SEMEL-708");
  }
}
