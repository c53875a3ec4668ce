// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bugs that are known shrink to the case that is known to be the smallest, whatever the seed. */
class ShrinkingTest {
  private static final int SEEDS = 25;
  private static final Set<Pass> ALL = EnumSet.allOf(Pass.class);

  static Stream<KnownBug<?>> bugs() {
    return KnownBug.all().stream();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void the_smallest_case_is_found(KnownBug<?> bug) {
    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(bug.found(seed, ALL)).as("%s, seed %d", bug, seed).isEqualTo(bug.smallest());
    }
  }

  @ParameterizedTest
  @EnumSource
  void without_a_pass_some_case_stays_too_large(Pass pass) {
    Set<Pass> others = EnumSet.complementOf(EnumSet.of(pass));
    for (long seed = 0; seed < SEEDS; seed++) {
      for (KnownBug<?> bug : KnownBug.all()) {
        String found = bug.found(seed, others);
        if (!found.equals(bug.smallest())) {
          System.out.printf("without %s, seed %d, %s: %s%n", pass, seed, bug, found);
          return;
        }
      }
    }
    throw new AssertionError("nothing is missed without " + pass + ": is it needed?");
  }

  @Test
  void a_runner_that_does_not_shrink_is_noticed() {
    for (KnownBug<?> bug : KnownBug.all()) {
      List<String> found = new ArrayList<>();
      for (long seed = 0; seed < SEEDS; seed++) {
        found.add(bug.found(seed, EnumSet.noneOf(Pass.class)));
      }
      assertThat(found).as("%s", bug).anyMatch(smallest -> !smallest.equals(bug.smallest()));
    }
  }

  @Test
  void shrinking_stays_with_the_kind_of_failure_it_began_with() {
    Property.Check<Integer> check =
        n -> {
          if (n > 500) {
            throw new IllegalStateException("too large: " + n);
          }
          if (n < 3) {
            throw new IllegalArgumentException("what the test does not mean: " + n);
          }
        };
    int large = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      long used = seed;
      Throwable failure =
          catchThrowable(() -> Property.forAll(Gen.ints(0, 1_000)).check(check, used));
      boolean first = failure.getMessage().matches("(?s).*first case:    \\d{3,4}\n.*");
      assertThat(failure.getCause())
          .hasMessage(first ? "too large: 501" : "what the test does not mean: 0");
      large += first ? 1 : 0;
    }
    assertThat(large).isBetween(1, SEEDS);
  }

  @Test
  void without_time_the_first_case_is_shown() {
    assertThatThrownBy(
            () ->
                Property.forAll(Gen.ints(100, 1_000))
                    .shrinkFor(Duration.ZERO)
                    .check(n -> assertThat(n).isLessThan(100)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("shrunk 0 times in 0 runs; stopped there");
  }

  @Test
  void what_is_slow_is_shrunk_until_the_time_is_over() {
    long begun = System.nanoTime();
    assertThatThrownBy(
            () ->
                Property.forAll(Gen.lists(Gen.ints(0, 1_000_000), 400, 400))
                    .shrinkFor(Duration.ofMillis(200))
                    .check(
                        list -> {
                          long until = System.nanoTime() + 5_000_000;
                          while (System.nanoTime() < until) {
                            Thread.onSpinWait();
                          }
                          throw new IllegalStateException("always");
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("so it may not be the smallest");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
  }
}
