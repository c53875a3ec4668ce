// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A generator: it makes a value from {@link Choices}, and from the same choices an equal value.
 *
 * <p>Nothing has to be written for shrinking: smaller choices make a smaller value, zeros the
 * simplest one. A generator of one's own is a lambda:
 *
 * <pre>{@code
 * Gen<Transfer> transfers = choices ->
 *     new Transfer(choices.draw(Gen.ints(1, 9)), choices.draw(Gen.ids(3)));
 * }</pre>
 *
 * <p>Generators hold no state, hence they are thread-safe; what they make is as mutable as it is.
 */
@FunctionalInterface
public interface Gen<T> {
  /** Makes a value; all chance comes from the choices. */
  T from(Choices choices);

  /** Always this; it must not be mutable. */
  static <T> Gen<T> constant(T value) {
    return choices -> value;
  }

  /** Shrinks to false. */
  static Gen<Boolean> booleans() {
    return choices -> choices.upTo(1) == 1;
  }

  /** From min to max, both included; shrinks to the one nearest to 0. Bounds come often. */
  static Gen<Integer> ints(int min, int max) {
    return longs(min, max).map(Math::toIntExact);
  }

  /** From min to max, both included; shrinks to the one nearest to 0. Bounds come often. */
  static Gen<Long> longs(long min, long max) {
    check(min <= max, "there is no whole number from %d to %d".formatted(min, max));
    if (min >= 0) {
      return choices -> min + choices.biasedUpTo(max - min);
    }
    if (max < 0) {
      return choices -> max - choices.biasedUpTo(max - min);
    }
    return choices ->
        choices.upTo(1) == 0
            ? (Long) choices.biasedUpTo(max)
            : (Long) (-1 - choices.biasedUpTo(-1 - min));
  }

  /** One of the values, all equally likely; shrinks to the first. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  static <T> Gen<T> of(T... values) {
    return of(List.of(values));
  }

  /** One of the values, all equally likely; shrinks to the first. */
  static <T> Gen<T> of(List<T> values) {
    List<T> all = List.copyOf(values);
    check(!all.isEmpty(), "one of no values was asked for; give at least one");
    return choices -> all.get((int) choices.upTo(all.size() - 1L));
  }

  /** A value of one of the generators, all equally likely; shrinks to the first. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  static <T> Gen<T> oneOf(Gen<? extends T>... gens) {
    return Gen.<Gen<? extends T>>of(List.of(gens)).flatMap(gen -> gen);
  }

  /** A value of one of the generators, as often as they weigh; shrinks to the first. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  static <T> Gen<T> weighted(Weight<? extends T>... weights) {
    List<Weight<? extends T>> all = List.of(weights);
    long sum = all.stream().mapToLong(Weight::weight).sum();
    check(sum > 0, "the weights of %d generators have the sum %d".formatted(all.size(), sum));
    return choices -> {
      long left = choices.upTo(sum - 1);
      int i = 0;
      while (left >= all.get(i).weight()) {
        left -= all.get(i).weight();
        i++;
      }
      return choices.draw(all.get(i).gen());
    };
  }

  /** How often a generator is taken, compared with its neighbours in {@link #weighted}. */
  static <T> Weight<T> weight(int weight, Gen<T> gen) {
    return new Weight<>(weight, gen);
  }

  /** From none to max elements. */
  static <T> Gen<List<T>> lists(Gen<? extends T> element, int max) {
    return lists(element, 0, max);
  }

  /** From min to max elements; shrinks by leaving any of them out. The lists are modifiable. */
  static <T> Gen<List<T>> lists(Gen<? extends T> element, int min, int max) {
    check(0 <= min && min <= max, "there is no list of %d to %d elements".formatted(min, max));
    return choices -> {
      int aim = choices.aim(min, max);
      List<T> list = new ArrayList<>();
      int start = choices.position();
      // a full list says that it ends, too: so it still does when an element was left out
      while (list.size() < min || (choices.flag(list.size() < aim) && list.size() < max)) {
        list.add(element.from(choices));
        choices.endSpan(start);
        start = choices.position();
      }
      return list;
    };
  }

  /** Some of the values, in their order; shrinks to none. */
  static <T> Gen<List<T>> subsets(List<T> values) {
    List<T> all = List.copyOf(values);
    return choices -> {
      List<T> some = new ArrayList<>();
      for (T value : all) {
        if (choices.upTo(1) == 1) {
          some.add(value);
        }
      }
      return some;
    };
  }

  /** All of the values in any order; shrinks to their own. */
  static <T> Gen<List<T>> permutations(List<T> values) {
    List<T> all = List.copyOf(values);
    return choices -> {
      List<T> order = new ArrayList<>(all);
      for (int i = 0; i < order.size() - 1; i++) {
        Collections.swap(order, i, i + (int) choices.upTo(order.size() - 1L - i));
      }
      return order;
    };
  }

  /** Up to max characters of the alphabet; shrinks to fewer, and towards its first one. */
  static Gen<String> strings(String alphabet, int max) {
    List<String> letters = alphabet.codePoints().mapToObj(Character::toString).toList();
    return lists(of(letters), max).map(list -> String.join("", list));
  }

  /** "id-0" to "id-9" for 10; with few distinct ones the same message comes again often. */
  static Gen<String> ids(int distinct) {
    check(distinct > 0, "there are no %d distinct ids".formatted(distinct));
    return choices -> "id-" + choices.upTo(distinct - 1L);
  }

  /** Both values, put together. */
  static <A, B, T> Gen<T> zip(Gen<A> first, Gen<B> second, BiFunction<A, B, T> together) {
    return choices -> together.apply(choices.draw(first), choices.draw(second));
  }

  default <R> Gen<R> map(Function<? super T, ? extends R> function) {
    return choices -> function.apply(from(choices));
  }

  /** A value of a generator that depends on this value. */
  default <R> Gen<R> flatMap(Function<? super T, ? extends Gen<? extends R>> function) {
    return choices -> choices.draw(function.apply(choices.draw(this)));
  }

  /** Only values that pass; after a hundred that do not, the case counts as discarded. */
  default Gen<T> filter(Predicate<? super T> passes) {
    return choices -> {
      for (int i = 0; i < 100; i++) {
        T value = choices.draw(this);
        if (passes.test(value)) {
          return value;
        }
      }
      throw new Discarded();
    };
  }

  private static void check(boolean sensible, String message) {
    if (!sensible) {
      throw new TestkitException(Code.PROPERTY_OPTION, message);
    }
  }

  /** A generator and how often it is taken. Immutable, hence thread-safe. */
  record Weight<T>(int weight, Gen<T> gen) {
    public Weight {
      check(weight >= 0, "a generator cannot weigh %d; 0 is never".formatted(weight));
    }
  }
}
