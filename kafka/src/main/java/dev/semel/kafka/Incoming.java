// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.spi.IncomingMessage;
import org.jspecify.annotations.Nullable;

/** A delivery in the form in which the inbox takes it. */
final class Incoming {
  private Incoming() {}

  @SuppressWarnings("NullAway") // It does not see in a class file that an array may be null.
  static IncomingMessage of(Delivery delivery, @Nullable String unfit) {
    KafkaMessage message = delivery.message();
    return new IncomingMessage(
        message.id().orElse(null),
        delivery.lane(),
        delivery.offset(),
        delivery.key(),
        CloudEventTime.of(message),
        unfit,
        message.envelope().encode(),
        message.valueOrNull());
  }
}
