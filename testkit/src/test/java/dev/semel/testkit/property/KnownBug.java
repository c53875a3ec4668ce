// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.FaultPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A property that does not hold, and the smallest case for which it does not. */
record KnownBug<T>(String name, Gen<T> gen, Predicate<T> holds, String smallest) {
  private static final Gen<List<Integer>> LISTS = Gen.lists(Gen.ints(0, 1_000), 20);

  private record Transfer(String from, String to, int amount) {}

  private static final Gen<Transfer> TRANSFERS =
      choices ->
          new Transfer(
              choices.draw(Gen.ids(5)), choices.draw(Gen.ids(5)), choices.draw(Gen.ints(1, 500)));

  static List<KnownBug<?>> all() {
    return List.of(
        bug("at most 567", Gen.ints(0, 100_000), n -> n <= 567, "568"),
        bug("above -41", Gen.longs(Long.MIN_VALUE, Long.MAX_VALUE), n -> n > -41, "-41"),
        bug("below -30", Gen.ints(-90, -3), n -> n < -30, "-3"),
        bug("always false", Gen.lists(Gen.booleans(), 2, 30), list -> false, "[false, false]"),
        bug("a sum of at most 100", LISTS, list -> sum(list) <= 100, "[101]"),
        bug(
            "a sum of at most 250 of small ones",
            Gen.lists(Gen.ints(0, 100), 20),
            list -> sum(list) <= 250,
            "[51, 100, 100]"),
        bug("sorted", LISTS, list -> sorted(list), "[1, 0]"),
        bug("no duplicates", LISTS, list -> new HashSet<>(list).size() == list.size(), "[0, 0]"),
        bug(
            "no large duplicates",
            LISTS,
            list -> {
              List<Integer> large = list.stream().filter(n -> n > 10).toList();
              return new HashSet<>(large).size() == large.size();
            },
            "[11, 11]"),
        bug(
            "no neighbours that differ by 7",
            LISTS,
            list -> {
              for (int i = 1; i < list.size(); i++) {
                if (list.get(i) - list.get(i - 1) == 7) {
                  return false;
                }
              }
              return true;
            },
            "[0, 7]"),
        bug("fewer than three", LISTS, list -> list.size() < 3, "[0, 0, 0]"),
        bug(
            "mapped and nested",
            Gen.lists(Gen.lists(Gen.ints(0, 9), 5), 5).map(List::copyOf),
            lists -> lists.stream().mapToInt(List::size).sum() < 4,
            "[[0, 0, 0, 0]]"),
        bug(
            "a size that comes first",
            Gen.ints(0, 30).flatMap(n -> Gen.lists(Gen.ints(0, 50), n, n)),
            list -> list.stream().noneMatch(n -> n > 20),
            "[21]"),
        bug(
            "no transfer to oneself of more than 99",
            Gen.lists(TRANSFERS, 10),
            list -> list.stream().noneMatch(t -> t.from.equals(t.to) && t.amount > 99),
            "[Transfer[from=id-0, to=id-0, amount=100]]"),
        bug(
            "an unchanged end",
            Gen.permutations(List.of(1, 2, 3, 4, 5)),
            order -> order.get(4) == 5,
            "[1, 2, 3, 5, 4]"),
        bug(
            "not both b and d",
            Gen.subsets(List.of("a", "b", "c", "d", "e")),
            some -> !some.containsAll(List.of("b", "d")),
            "[b, d]"),
        bug("no c", Gen.strings("abcdef", 20), text -> !text.contains("c"), "c"),
        bug(
            "the first of several",
            Gen.oneOf(Gen.ints(0, 10), Gen.ints(50, 60), Gen.ints(70, 80)),
            n -> n < 50,
            "50"),
        bug(
            "heavy and light",
            Gen.weighted(Gen.weight(5, Gen.of("x", "y")), Gen.weight(3, Gen.of("z"))),
            text -> text.equals("x"),
            "y"),
        bug("filtered", Gen.ints(0, 10_000).filter(n -> n % 2 == 1), n -> n < 500, "501"),
        bug(
            "no row that begins high",
            Gen.lists(Gen.lists(Gen.ints(0, 99), 11, 11), 6),
            rows -> rows.stream().noneMatch(row -> row.subList(0, 3).stream().allMatch(n -> n > 5)),
            "[[6, 6, 6, 0, 0, 0, 0, 0, 0, 0, 0]]"),
        bug(
            "not both of two transfers",
            Gen.lists(TRANSFERS, 10),
            list ->
                list.stream().noneMatch(t -> t.from.equals("id-1") && t.amount > 9)
                    || list.stream().noneMatch(t -> t.from.equals("id-2") && t.amount > 4),
            "[Transfer[from=id-1, to=id-0, amount=10], Transfer[from=id-2, to=id-0, amount=5]]"),
        bug("one death", FaultPlan.upTo(5, 50), plan -> plan.steps().size() < 2, "1,2"),
        bug(
            "a death at 7 and a later one",
            FaultPlan.upTo(6, 12),
            plan -> !plan.diesAt(7) || plan.steps().get(plan.steps().size() - 1) < 10,
            "7,10"),
        bug(
            "a late transfer survives",
            Gen.zip(Gen.lists(TRANSFERS, 8), FaultPlan.upTo(3, 20), Case::new),
            c -> c.list.size() < 2 || c.plan.steps().stream().noneMatch(step -> step > 10),
            "Case[list=[Transfer[from=id-0, to=id-0, amount=1],"
                + " Transfer[from=id-0, to=id-0, amount=1]], plan=11]"));
  }

  private record Case(List<Transfer> list, FaultPlan plan) {}

  private static <T> KnownBug<T> bug(String name, Gen<T> gen, Predicate<T> holds, String smallest) {
    return new KnownBug<>(name, gen, holds, smallest);
  }

  /** What the runner says is the smallest, with a seed and some of its passes. */
  String found(long seed, Set<Pass> passes) {
    try {
      Property.forAll(gen)
          .tries(20_000)
          .passes(passes)
          .check(value -> assertThat(holds.test(value)).isTrue(), seed);
    } catch (AssertionError e) {
      String message = e.getMessage();
      String start = "  smallest case: ";
      int at = message.indexOf(start) + start.length();
      return message.substring(at, message.indexOf('\n', at));
    }
    throw new AssertionError("seed " + seed + " does not find: " + name);
  }

  @Override
  public String toString() {
    return name;
  }

  private static long sum(List<Integer> list) {
    return list.stream().mapToLong(Integer::longValue).sum();
  }

  private static boolean sorted(List<Integer> list) {
    return list.stream().sorted().toList().equals(list);
  }
}
