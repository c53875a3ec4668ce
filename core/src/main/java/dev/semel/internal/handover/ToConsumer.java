// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.handover;

import dev.semel.Batch;
import dev.semel.BatchReport;
import dev.semel.Effect;
import dev.semel.Semel;
import dev.semel.internal.turns.Ending;
import dev.semel.internal.turns.InTurns;
import dev.semel.internal.turns.Parcel;
import dev.semel.spi.OutgoingMessage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way of messages to one consumer, in order per key. For one thread. */
final class ToConsumer {
  private final Semel semel;
  private final String scope;
  private final Map<String, Effect.ForEach<OutgoingMessage>> effects;

  ToConsumer(Semel semel, String scope, Map<String, Effect.ForEach<OutgoingMessage>> effects) {
    this.semel = semel;
    this.scope = scope;
    this.effects = effects;
  }

  /** What messages with the same topic and key have in common. */
  private record Line(String topic, String key) {}

  boolean takes(OutgoingMessage message) {
    return effects.containsKey(message.topic());
  }

  /** How each of them ended. */
  List<Ending> deliver(List<OutgoingMessage> messages) {
    List<Parcel<OutgoingMessage>> parcels = Parcel.of(messages, ToConsumer::line);
    new InTurns<OutgoingMessage>(
            this::attempt,
            (tx, message) -> Objects.requireNonNull(effects.get(message.topic())).on(tx, message))
        .deliver(parcels);
    return parcels.stream().map(Parcel::ending).toList();
  }

  private static @Nullable Object line(OutgoingMessage message) {
    return message.key() == null ? null : new Line(message.topic(), message.key());
  }

  private BatchReport<Parcel<OutgoingMessage>, Void> attempt(
      List<Parcel<OutgoingMessage>> part,
      boolean inOrder,
      Effect.ForEach<Parcel<OutgoingMessage>> effect) {
    Batch<Parcel<OutgoingMessage>> batch =
        semel
            .batch(scope, part)
            .keyedBy(parcel -> parcel.item().id())
            .over(parcel -> parcel.item().body())
            .bornAt(parcel -> parcel.item().origin());
    return (inOrder ? batch.inOrder() : batch).attempt(effect);
  }
}
