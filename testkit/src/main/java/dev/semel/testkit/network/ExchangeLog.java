// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Every request in the order in which they came, and what became of it so far. Thread-safe. */
final class ExchangeLog {
  private final List<Exchange> exchanges = new ArrayList<>();
  private final Map<Misbehaviour, Long> counts = new EnumMap<>(Misbehaviour.class);

  /** Gives its number. */
  synchronized int came(String method, String path, @Nullable String key) {
    int number = exchanges.size() + 1;
    exchanges.add(new Exchange(number, method, path, key, 0, false, false, null));
    return number;
  }

  synchronized void note(int number, UnaryOperator<Exchange> change) {
    exchanges.set(number - 1, change.apply(exchanges.get(number - 1)));
  }

  /** It has gone wrong in this way, really. */
  synchronized void went(int number, Misbehaviour wrong) {
    note(number, exchange -> exchange.gone(wrong));
    counts.merge(wrong, 1L, Long::sum);
  }

  synchronized long count(Misbehaviour misbehaviour) {
    return counts.getOrDefault(misbehaviour, 0L);
  }

  synchronized List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }
}
