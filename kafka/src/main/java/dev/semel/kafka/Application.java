// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Effect;
import dev.semel.spi.IncomingMessage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * What the user does with messages: reads them, which may fail for good, and applies them. Safe for
 * threads if the user's functions are.
 *
 * @param <T> what a message is read as
 */
final class Application<T> {
  private final KafkaConsumerLoop.Decoder<T> decoder;
  private final KafkaConsumerLoop.DecodedEffect<T> effect;

  Application(KafkaConsumerLoop.Decoder<T> decoder, KafkaConsumerLoop.DecodedEffect<T> effect) {
    this.decoder = decoder;
    this.effect = effect;
  }

  /** The effect for messages that come from the database, and so have to be made again. */
  Effect.ForEach<IncomingMessage> again() {
    return (tx, kept) -> {
      KafkaMessage message = KafkaMessage.of(kept);
      effect.on(tx, message, decoder.decode(message));
    };
  }

  /** Deliveries in the form in which the inbox takes them. */
  Batch batch(List<Delivery> deliveries) {
    return new Batch(deliveries);
  }

  /** Deliveries that are taken together. For one thread. */
  final class Batch {
    private final List<IncomingMessage> messages = new ArrayList<>();
    private final IdentityHashMap<IncomingMessage, Ready> ready = new IdentityHashMap<>();
    private final Effect.ForEach<IncomingMessage> again = again();

    private Batch(List<Delivery> deliveries) {
      deliveries.forEach(this::add);
    }

    private void add(Delivery delivery) {
      String unfit = delivery.unfit();
      Ready read = null;
      if (unfit == null) {
        try {
          read = new Ready(delivery.message(), decoder.decode(delivery.message()));
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
        Ready read = ready.get(message);
        if (read == null) {
          again.on(tx, message);
        } else {
          effect.on(tx, read.message, read.value);
        }
      };
    }
  }

  /** A message and what it was read as. */
  private final class Ready {
    private final KafkaMessage message;
    private final T value;

    Ready(KafkaMessage message, T value) {
      this.message = message;
      this.value = value;
    }
  }
}
