// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.internal.stream.SeenNumbers;
import dev.semel.internal.stream.SeenNumbers.Answer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenNumbersTest {
  private static final int W = SeenNumbers.WINDOW;

  @Test
  void in_order_everything_is_known_for_ever() {
    SeenNumbers seen = SeenNumbers.none();
    for (long n = 0; n < 5_000; n++) {
      check(seen, Set.of(), n, n);
      seen.mark(n, n);
    }
    for (long n = 0; n < 5_000; n++) {
      assertThat(seen.answer(n)).isEqualTo(Answer.APPLIED);
    }
    assertThat(seen.answer(5_000)).isEqualTo(Answer.NEW);
  }

  @Test
  void a_number_that_leaves_the_window_unseen_is_unknown_and_never_applied() {
    SeenNumbers seen = SeenNumbers.none();
    seen.mark(0, 9);
    seen.mark(11, 11);
    assertThat(seen.answer(10)).isEqualTo(Answer.NEW);
    seen.mark(9 + W, 9 + W);
    assertThat(seen.answer(10)).as("the last place of the window").isEqualTo(Answer.NEW);
    seen.mark(11 + W, 11 + W);
    assertThat(seen.answer(10)).isEqualTo(Answer.UNKNOWN);
    assertThat(seen.answer(9)).isEqualTo(Answer.APPLIED);
    assertThat(seen.answer(11)).isEqualTo(Answer.APPLIED);
    assertThat(seen.answer(12)).isEqualTo(Answer.NEW);
  }

  @Test
  void a_jump_forgets_no_more_than_it_must() {
    SeenNumbers seen = SeenNumbers.none();
    seen.mark(0, 4);
    seen.mark(1_000_000, 1_000_000);
    assertThat(seen.answer(4)).isEqualTo(Answer.APPLIED);
    assertThat(seen.answer(5)).isEqualTo(Answer.UNKNOWN);
    assertThat(seen.answer(1_000_000 - W)).isEqualTo(Answer.UNKNOWN);
    assertThat(seen.answer(1_000_000 - W + 1)).isEqualTo(Answer.NEW);
    assertThat(seen.answer(1_000_001)).isEqualTo(Answer.NEW);
    seen.mark(5, 1_000_000 - W);
    assertThat(seen.answer(5)).as("a person decided").isEqualTo(Answer.APPLIED);
  }

  @Test
  void a_stretch_is_marked_at_once_however_long_it_is() {
    SeenNumbers seen = SeenNumbers.none();
    seen.mark(0, 1_000_000_000);
    assertThat(seen.answer(0)).isEqualTo(Answer.APPLIED);
    assertThat(seen.answer(1_000_000_000)).isEqualTo(Answer.APPLIED);
    assertThat(seen.answer(1_000_000_001)).isEqualTo(Answer.NEW);
    seen.mark(1_000_000_010, 2_000_000_000);
    assertThat(seen.answer(1_000_000_005)).isEqualTo(Answer.UNKNOWN);
    assertThat(seen.answer(2_000_000_000)).isEqualTo(Answer.APPLIED);
  }

  @Test
  void against_a_set_that_remembers_all_it_never_says_what_is_not_so() {
    Random random = Deliveries.random("seen numbers");
    for (int run = 0; run < 100; run++) {
      SeenNumbers seen = SeenNumbers.none();
      Set<Long> truth = new HashSet<>();
      long highest = -1;
      long cursor = random.nextInt(3) == 0 ? random.nextInt(5_000) : 0;
      for (int step = 0; step < 400; step++) {
        cursor += random.nextInt(3);
        cursor += random.nextInt(50) == 0 ? random.nextInt(2 * W) : 0;
        long from = Math.max(0, cursor - (random.nextInt(4) == 0 ? random.nextInt(2 * W) : 0));
        long to = from + (random.nextInt(20) == 0 ? random.nextInt(3 * W) : 0);
        long probe = Math.max(0, cursor + random.nextInt(4 * W) - 3L * W);
        check(seen, truth, probe, highest);
        check(seen, truth, from, highest);
        boolean isNew = seen.answer(from) == Answer.NEW;
        if (isNew || to > from) {
          seen.mark(from, to);
          for (long n = from; n <= to; n++) {
            truth.add(n);
          }
          highest = Math.max(highest, to);
          if (isNew) {
            assertThat(seen.answer(from)).isEqualTo(Answer.APPLIED);
          }
        }
      }
      for (long n = 0; n <= highest + 2; n += 1 + random.nextInt(7)) {
        check(seen, truth, n, highest);
      }
    }
  }

  private static void check(SeenNumbers seen, Set<Long> truth, long number, long highest) {
    Answer answer = seen.answer(number);
    boolean so =
        switch (answer) {
          case APPLIED -> truth.contains(number);
          case NEW -> !truth.contains(number);
          case UNKNOWN -> number <= highest - W;
        };
    if (!so) {
      throw new AssertionError("%d is %s, the highest %d".formatted(number, answer, highest));
    }
  }
}
