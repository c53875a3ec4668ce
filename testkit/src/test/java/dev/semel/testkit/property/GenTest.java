// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the generators make is within bounds, and nothing within them is left out. */
class GenTest {
  private static final int MANY = 20_000;

  @Test
  void numbers_are_within_their_bounds_and_reach_both() {
    long[][] bounds = {
      {0, 9},
      {-9, 9},
      {-9, -3},
      {5, 5},
      {3, 1_000_000},
      {0, Long.MAX_VALUE},
      {Long.MIN_VALUE, Long.MAX_VALUE},
      {Long.MIN_VALUE, -1},
      {Long.MIN_VALUE, 0}
    };
    for (long[] bound : bounds) {
      Map<Long, Integer> seen = counts(Gen.longs(bound[0], bound[1]));
      assertThat(seen.keySet()).allMatch(n -> bound[0] <= n && n <= bound[1]);
      assertThat(seen).containsKeys(bound[0], bound[1]);
    }
    assertThat(counts(Gen.ints(Integer.MIN_VALUE, Integer.MAX_VALUE)))
        .containsKeys(Integer.MIN_VALUE, Integer.MAX_VALUE, 0)
        .hasSizeGreaterThan(MANY / 2);
  }

  @Test
  void small_ranges_are_covered_evenly_enough() {
    Map<Integer, Integer> seen = counts(Gen.ints(0, 9));
    assertThat(seen).hasSize(10);
    assertThat(seen.values()).allMatch(n -> n > MANY / 20 && n < MANY / 5);
    assertThat(counts(Gen.booleans()).values()).allMatch(n -> n > MANY * 45 / 100);
  }

  @Test
  void alternatives_come_as_often_as_they_weigh() {
    Map<String, Integer> seen =
        counts(
            Gen.weighted(
                Gen.weight(1, Gen.of("a")),
                Gen.weight(0, Gen.of("never")),
                Gen.weight(3, Gen.of("b", "c"))));
    assertThat(seen).containsOnlyKeys("a", "b", "c");
    assertThat(seen.get("a")).isBetween(MANY * 22 / 100, MANY * 28 / 100);
    assertThat(seen.get("b")).isBetween(MANY * 33 / 100, MANY * 42 / 100);
    assertThat(counts(Gen.oneOf(Gen.constant(1), Gen.constant(2))).values())
        .allMatch(n -> n > MANY * 45 / 100);
  }

  @Test
  void lists_have_every_size() {
    Map<Integer, Integer> sizes = counts(Gen.lists(Gen.booleans(), 2, 12).map(List::size));
    assertThat(sizes).hasSize(11).containsKeys(2, 12);
    assertThat(sizes.values()).allMatch(n -> n > MANY / 50);
    assertThat(counts(Gen.lists(Gen.booleans(), 0)).keySet()).containsExactly(List.of());
  }

  @Test
  void every_permutation_and_every_subset_comes() {
    Map<List<Integer>, Integer> orders = counts(Gen.permutations(List.of(1, 2, 3, 4)));
    assertThat(orders).hasSize(24);
    assertThat(orders.keySet()).allMatch(order -> Set.copyOf(order).size() == 4);
    assertThat(orders.values()).allMatch(n -> n > MANY / 24 * 7 / 10 && n < MANY / 24 * 13 / 10);
    assertThat(counts(Gen.subsets(List.of(1, 2, 3, 4)))).hasSize(16);
    assertThat(counts(Gen.permutations(List.of())).keySet()).containsExactly(List.of());
  }

  @Test
  void texts_are_of_their_alphabet() {
    assertThat(counts(Gen.strings("aé😀", 3)).keySet())
        .hasSize(1 + 3 + 9 + 27)
        .allMatch(text -> text.matches("(a|é|😀){0,3}"));
    assertThat(counts(Gen.ids(3))).containsOnlyKeys("id-0", "id-1", "id-2");
  }

  @Test
  void the_same_choices_make_the_same_value_again() {
    for (KnownBug<?> bug : KnownBug.all()) {
      for (long seed = 0; seed < 50; seed++) {
        Choices choices = Choices.random(seed);
        Object value;
        try {
          value = bug.gen().from(choices);
        } catch (Discarded unlucky) {
          continue;
        }
        Choices again = Choices.scripted(choices.made());
        assertThat((Object) bug.gen().from(again)).as("%s", bug).isEqualTo(value);
        assertThat(again.made()).isEqualTo(choices.made());
        assertThat(again.spans()).isEqualTo(choices.spans());
      }
    }
  }

  @Test
  void zeros_make_the_simplest_value() {
    Map<Gen<?>, Object> simplest = new HashMap<>();
    simplest.put(Gen.ints(-5, 5), 0);
    simplest.put(Gen.ints(-5, -2), -2);
    simplest.put(Gen.booleans(), false);
    simplest.put(Gen.lists(Gen.booleans(), 5), List.of());
    simplest.put(Gen.permutations(List.of(3, 1, 2)), List.of(3, 1, 2));
    simplest.put(Gen.subsets(List.of(1, 2)), List.of());
    simplest.put(Gen.strings("xyz", 5), "");
    simplest.put(Gen.of("first", "second"), "first");
    simplest.forEach(
        (gen, value) -> assertThat((Object) gen.from(Choices.scripted())).isEqualTo(value));
  }

  @Test
  void any_script_makes_a_value() {
    Set<String> failures = new HashSet<>();
    for (KnownBug<?> bug : KnownBug.all()) {
      Property.forAll(Gen.lists(Gen.longs(0, Long.MAX_VALUE), 60))
          .tries(200)
          .check(
              script -> {
                long[] choices = script.stream().mapToLong(Long::longValue).toArray();
                try {
                  bug.gen().from(Choices.scripted(choices));
                } catch (Discarded fine) {
                  failures.add(bug.name());
                }
              });
    }
    assertThat(failures).isSubsetOf("filtered");
  }

  private static <T> Map<T, Integer> counts(Gen<T> gen) {
    Map<T, Integer> counts = new HashMap<>();
    for (int i = 0; i < MANY; i++) {
      counts.merge(gen.from(Choices.random(i * 31L + 7)), 1, Integer::sum);
    }
    return counts;
  }
}
