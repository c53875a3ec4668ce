// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.recipes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The ways in which the same events can come: in any order, some of them twice. */
final class Deliveries {
  private Deliveries() {}

  /** Every order. For at most five. */
  static <T> List<List<T>> permutations(List<T> events) {
    if (events.isEmpty()) {
      return List.of(List.of());
    }
    List<List<T>> all = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      List<T> rest = new ArrayList<>(events);
      T first = rest.remove(i);
      for (List<T> tail : permutations(rest)) {
        List<T> one = new ArrayList<>();
        one.add(first);
        one.addAll(tail);
        all.add(one);
      }
    }
    return all;
  }

  /** These events in a random order, about half of them more than once. */
  static <T> List<T> shuffled(List<T> events, Random random) {
    List<T> all = new ArrayList<>(events);
    for (T event : events) {
      for (int copies = random.nextInt(3); copies > 1; copies--) {
        all.add(event);
      }
      if (random.nextBoolean()) {
        all.add(event);
      }
    }
    Collections.shuffle(all, random);
    return all;
  }

  /** Each event followed by itself. */
  static <T> List<T> twice(List<T> events) {
    List<T> all = new ArrayList<>();
    for (T event : events) {
      all.add(event);
      all.add(event);
    }
    return all;
  }

  /** A source of randomness whose seed is printed, so that a failure can be had again. */
  static Random random(String what) {
    long seed = Long.getLong("semel.seed", System.nanoTime());
    System.out.println(what + ": -Dsemel.seed=" + seed);
    return new Random(seed);
  }
}
