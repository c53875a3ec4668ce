// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import dev.semel.spi.SemelEvent;
import dev.semel.spi.SemelListener;
import dev.semel.verification.databases.Eventually;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** All events of a ledger. Thread-safe. */
final class Heard implements SemelListener {
  private final List<SemelEvent> events = new CopyOnWriteArrayList<>();

  @Override
  public void on(SemelEvent event) {
    events.add(event);
  }

  <E extends SemelEvent> List<E> all(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <E extends SemelEvent> void await(Class<E> kind, Predicate<E> one) {
    Eventually.holds("an event " + kind.getSimpleName(), () -> all(kind).stream().anyMatch(one));
  }
}
