// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.handover;

import dev.semel.Effect;
import dev.semel.Scope;
import dev.semel.spi.OutgoingMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Who consumes what: the effects, by scope and topic. Immutable. */
public final class Consumers {
  public static final Consumers NONE = new Consumers(Map.of());

  private final Map<String, Map<String, Effect.ForEach<OutgoingMessage>>> byScope;

  private Consumers(Map<String, Map<String, Effect.ForEach<OutgoingMessage>>> byScope) {
    this.byScope = byScope;
  }

  /** With one more. */
  public Consumers with(String topic, String scope, Effect.ForEach<OutgoingMessage> effect) {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(effect, "effect");
    String name = Scope.named(scope).name();
    Map<String, Map<String, Effect.ForEach<OutgoingMessage>>> all = new LinkedHashMap<>();
    byScope.forEach((known, effects) -> all.put(known, new LinkedHashMap<>(effects)));
    if (all.computeIfAbsent(name, unused -> new LinkedHashMap<>()).putIfAbsent(topic, effect)
        != null) {
      throw new IllegalArgumentException(
          ("%s consumes %s already; give the second effect a scope of its own, or make them one"
                  + " effect")
              .formatted(name, topic));
    }
    return new Consumers(all);
  }

  Set<String> scopes() {
    return byScope.keySet();
  }

  /** The effects of one consumer, by topic. */
  Map<String, Effect.ForEach<OutgoingMessage>> of(String scope) {
    return Objects.requireNonNull(byScope.get(scope), scope);
  }

  /** The topics that have a consumer, in the order of their names. */
  Set<String> topics() {
    Set<String> topics = new TreeSet<>();
    byScope.values().forEach(effects -> topics.addAll(effects.keySet()));
    return topics;
  }

  @Override
  public String toString() {
    return byScope.keySet().toString();
  }
}
