// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.semel.testkit.FaultPlan;
import dev.semel.testkit.TestkitException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PropertyTest {
  private String told;

  @BeforeEach
  void forgetTheSeedOfThisBuild() {
    told = System.clearProperty(Property.SEED);
  }

  @AfterEach
  void rememberIt() {
    System.clearProperty(Property.SEED);
    if (told != null) {
      System.setProperty(Property.SEED, told);
    }
  }

  @Test
  void what_cannot_fail_passes_and_was_tried_as_often_as_was_asked_for() {
    AtomicInteger runs = new AtomicInteger();
    Tried tried =
        Property.forAll(Gen.ints(0, 9)).tries(321).seed(5).check(n -> runs.incrementAndGet());
    assertThat(tried).isEqualTo(new Tried(5, 321, 0));
    assertThat(runs).hasValue(321);
  }

  @Test
  void a_failure_tells_the_seed_the_smallest_case_and_the_first_one() {
    Property.OfTwo<List<Integer>, FaultPlan> property =
        Property.forAll(Gen.lists(Gen.ints(0, 100), 10), FaultPlan.upTo(3, 20)).seed(42).tries(500);
    Throwable failure =
        catchThrowable(
            () ->
                property.check(
                    (list, plan) ->
                        assertThat(list.size() < 3 || plan.steps().isEmpty()).isTrue()));
    assertThat(failure)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("smallest case: [0, 0, 0]  with  1\n")
        .hasMessageContaining("first case:    [")
        .hasMessageContaining("seed 42, the same again: -Dsemel.seed=42");
    assertThat(failure.getMessage())
        .containsPattern("try \\d+ of 500 failed")
        .containsPattern("shrunk \\d+ times in \\d+ runs\n");
    assertThat(failure.getCause()).isInstanceOf(AssertionError.class).hasMessageContaining("true");
    assertThat(failure.getSuppressed()).hasSize(1);
  }

  @Test
  void the_same_seed_makes_the_same_cases_and_another_one_others() {
    assertThat(cases(7)).isEqualTo(cases(7)).isNotEqualTo(cases(8));
    assertThat(message(7)).isEqualTo(message(7)).isNotEqualTo(message(8));
  }

  @Test
  void the_system_property_has_the_last_word() {
    List<List<Integer>> seven = cases(7);
    System.setProperty(Property.SEED, "7");
    assertThat(cases(8)).isEqualTo(seven);
    System.setProperty(Property.SEED, "seven");
    assertThatThrownBy(() -> cases(8))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-335 ")
        .hasMessageContaining("-Dsemel.seed=seven");
  }

  @Test
  void without_a_seed_every_run_is_another_and_tells_its_seed() {
    Tried one = Property.forAll(Gen.booleans()).check(b -> {});
    Tried other = Property.forAll(Gen.booleans()).check(b -> {});
    Tried third = Property.forAll(Gen.booleans()).check(b -> {});
    assertThat(List.of(one.seed(), other.seed(), third.seed())).doesNotHaveDuplicates();
  }

  @Test
  void the_seed_of_a_failure_finds_it_again() {
    Throwable first = catchThrowable(() -> rare(Property.forAll(Gen.ints(0, 1_000_000))));
    assertThat(first).isInstanceOf(AssertionError.class);
    String seed = first.getMessage().replaceAll("(?s).*-Dsemel.seed=", "");
    System.setProperty(Property.SEED, seed);
    assertThat(catchThrowable(() -> rare(Property.forAll(Gen.ints(0, 1_000_000)))))
        .hasMessage(first.getMessage());
  }

  @Test
  void discarded_cases_do_not_count_as_tried() {
    AtomicInteger odd = new AtomicInteger();
    Tried tried =
        Property.forAll(Gen.ints(0, 1_000))
            .tries(200)
            .check(
                n -> {
                  Property.assume(n % 2 == 1);
                  odd.incrementAndGet();
                });
    assertThat(odd).hasValue(200);
    assertThat(tried.tries()).isEqualTo(200);
    assertThat(tried.discarded()).isPositive();
  }

  @Test
  void a_property_that_discards_nearly_everything_proves_nothing() {
    assertThatThrownBy(
            () -> Property.forAll(Gen.ints(0, 1_000)).check(n -> Property.assume(n == 577)))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-336 ")
        .hasMessageContaining("proves nothing");
    assertThatThrownBy(() -> Property.forAll(Gen.ints(0, 9).filter(n -> n > 9)).check(n -> {}))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-336 ");
  }

  @Test
  void code_under_test_cannot_swallow_an_assumption() {
    assertThatThrownBy(
            () ->
                Property.forAll(Gen.ints(0, 9))
                    .check(
                        n -> {
                          try {
                            Property.assume(false);
                          } catch (Exception swallowed) {
                            throw new AssertionError("it was", swallowed);
                          }
                        }))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-336 ");
  }

  @Test
  void a_check_that_fails_only_sometimes_is_called_that() {
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Property.forAll(Gen.ints(0, 9))
                    .check(n -> assertThat(runs.incrementAndGet()).isNotEqualTo(3)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("try 3 of 100 failed")
        .hasMessageContaining("run again, the same case passed");
  }

  @Test
  void a_case_that_the_check_changes_is_shown_as_it_was() {
    assertThatThrownBy(
            () ->
                Property.forAll(Gen.lists(Gen.ints(1, 5), 1, 5))
                    .check(
                        list -> {
                          list.clear();
                          throw new IllegalStateException("emptied");
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("smallest case: [1]");
  }

  @Test
  void an_interrupted_check_ends_at_once_and_the_thread_stays_interrupted() {
    assertThatThrownBy(
            () ->
                Property.forAll(Gen.ints(0, 9))
                    .check(
                        n -> {
                          throw new InterruptedException();
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void options_that_make_no_sense_are_refused() {
    refused(() -> Property.forAll(Gen.booleans()).tries(0), "0 times");
    refused(() -> Property.forAll(Gen.booleans()).shrinkFor(Duration.ofMillis(-1)), "PT-0.001S");
    refused(() -> Gen.ints(3, 2), "from 3 to 2");
    refused(() -> Gen.of(List.of()), "at least one");
    refused(() -> Gen.oneOf(), "at least one");
    refused(() -> Gen.weighted(Gen.weight(0, Gen.booleans())), "the sum 0");
    refused(() -> Gen.weight(-1, Gen.booleans()), "-1");
    refused(() -> Gen.lists(Gen.booleans(), 3, 2), "3 to 2");
    refused(() -> Gen.ids(0), "0 distinct");
    Gen<Object> endless =
        choices -> {
          while (true) {
            choices.upTo(9);
          }
        };
    refused(() -> endless.from(Choices.random(1)), "has not ended");
    refused(() -> Choices.random(1).upTo(-1), "-1");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-335 ")
        .hasMessageContaining(why);
  }

  private static Tried rare(Property<Integer> property) {
    return property.tries(100_000).check(n -> assertThat(n % 1_000).isNotEqualTo(123));
  }

  private static List<List<Integer>> cases(long seed) {
    List<List<Integer>> cases = new ArrayList<>();
    Property.forAll(Gen.lists(Gen.ints(-50, 50), 10)).seed(seed).tries(50).check(cases::add);
    return cases;
  }

  private static String message(long seed) {
    return catchThrowable(
            () ->
                Property.forAll(Gen.lists(Gen.ints(-50, 50), 10))
                    .seed(seed)
                    .check(list -> assertThat(list).hasSizeLessThan(4)))
        .getMessage();
  }
}
