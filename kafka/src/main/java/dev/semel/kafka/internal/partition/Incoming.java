// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.partition;

import dev.semel.kafka.internal.record.CloudEventTime;
import dev.semel.kafka.internal.record.Received;
import dev.semel.spi.IncomingMessage;
import org.jspecify.annotations.Nullable;

/** A delivery in the form in which the inbox takes it. */
public final class Incoming {
  private Incoming() {}

  @SuppressWarnings("NullAway") // It does not see in a class file that an array may be null.
  public static IncomingMessage of(Delivery delivery, @Nullable String unfit) {
    Received message = delivery.message();
    return new IncomingMessage(
        message.id(),
        delivery.lane(),
        delivery.offset(),
        delivery.key(),
        CloudEventTime.of(message),
        unfit,
        message.envelope().encode(),
        message.value());
  }
}
