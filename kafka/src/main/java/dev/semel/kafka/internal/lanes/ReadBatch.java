// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.lanes;

import dev.semel.Effect;
import dev.semel.kafka.internal.effect.Application;
import dev.semel.kafka.internal.partition.Delivery;
import dev.semel.kafka.internal.partition.Incoming;
import dev.semel.spi.IncomingMessage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Deliveries that are taken together, in the form in which the inbox takes them, and what each was
 * read as. For one thread.
 *
 * @param <T> what a message is read as
 */
final class ReadBatch<T> {
  private final Application<T> application;
  private final List<IncomingMessage> messages = new ArrayList<>();
  private final IdentityHashMap<IncomingMessage, T> ready = new IdentityHashMap<>();
  private final Effect.ForEach<IncomingMessage> again;

  private ReadBatch(Application<T> application) {
    this.application = application;
    this.again = application.again();
  }

  static <T> ReadBatch<T> of(Application<T> application, List<Delivery> deliveries) {
    ReadBatch<T> batch = new ReadBatch<>(application);
    deliveries.forEach(batch::add);
    return batch;
  }

  private void add(Delivery delivery) {
    String unfit = delivery.unfit();
    T read = null;
    if (unfit == null) {
      try {
        read = application.read(delivery.message());
      } catch (Exception e) {
        // Not its message, which may quote what could not be read.
        unfit = "it could not be decoded: " + e.getClass().getName();
      }
    }
    IncomingMessage message = Incoming.of(delivery, unfit);
    messages.add(message);
    if (read != null) {
      ready.put(message, read);
    }
  }

  List<IncomingMessage> messages() {
    return messages;
  }

  Effect.ForEach<IncomingMessage> effect() {
    return (tx, message) -> {
      T read = ready.get(message);
      if (read == null) {
        again.on(tx, message);
      } else {
        application.apply(tx, read);
      }
    };
  }
}
