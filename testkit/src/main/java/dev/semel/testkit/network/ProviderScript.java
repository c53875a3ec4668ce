// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What goes wrong with the requests to come. Thread-safe. */
final class ProviderScript {
  private static final int QUEUE_MAX = 1_000_000;

  private final Deque<Optional<Misbehaviour>> queue = new ArrayDeque<>();
  private final Map<Misbehaviour, Double> rates = new EnumMap<>(Misbehaviour.class);
  private @Nullable Misbehaviour always;
  private Random random = new Random(0);

  synchronized void next(int times, Optional<Misbehaviour> misbehaviour) {
    if (times < 1 || queue.size() + (long) times > QUEUE_MAX) {
      throw Options.bad(
          "a script for " + times + " requests is refused: use 1 to " + QUEUE_MAX + " in all");
    }
    for (int i = 0; i < times; i++) {
      queue.add(misbehaviour);
    }
  }

  synchronized void always(Misbehaviour misbehaviour) {
    rates.clear();
    always = misbehaviour;
  }

  synchronized void randomly(long seed, Map<Misbehaviour, Double> wanted) {
    double sum = 0;
    for (Map.Entry<Misbehaviour, Double> rate : wanted.entrySet()) {
      if (!(rate.getValue() >= 0 && rate.getValue() <= 1)) {
        throw Options.bad(
            "a rate of " + rate.getValue() + " for " + rate.getKey() + " is not between 0 and 1");
      }
      sum += rate.getValue();
    }
    if (sum > 1 + 1e-9) {
      throw Options.bad(
          "the rates of all misbehaviour sum to " + sum + ": what is left of 1 is done right");
    }
    always = null;
    rates.clear();
    rates.putAll(wanted);
    random = new Random(seed);
  }

  synchronized void clear() {
    queue.clear();
    rates.clear();
    always = null;
  }

  synchronized @Nullable Misbehaviour take() {
    Optional<Misbehaviour> scripted = queue.poll();
    if (scripted != null) {
      return scripted.orElse(null);
    }
    return always != null || rates.isEmpty() ? always : drawn();
  }

  private @Nullable Misbehaviour drawn() {
    double left = random.nextDouble();
    for (Map.Entry<Misbehaviour, Double> rate : rates.entrySet()) {
      left -= rate.getValue();
      if (left < 0) {
        return rate.getKey();
      }
    }
    return null;
  }
}
