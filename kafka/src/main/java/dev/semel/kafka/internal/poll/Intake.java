// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.poll;

import dev.semel.kafka.internal.partition.Delivery;
import dev.semel.kafka.internal.partition.Partition;
import dev.semel.kafka.internal.record.BusinessKey;
import dev.semel.kafka.internal.record.Identity;
import dev.semel.kafka.internal.record.Received;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes deliveries of records: what they are called, what they are about, whether they are fit. */
public final class Intake {
  private static final String TOMBSTONE = "it has no value (a tombstone)";

  private final Identity identity;
  private final Function<Received, @Nullable String> keys;
  private final LoopSettings settings;

  public Intake(
      Identity identity, Function<Received, @Nullable String> keys, LoopSettings settings) {
    this.identity = identity;
    this.keys = keys;
    this.settings = settings;
  }

  Delivery of(ConsumerRecord<byte[], byte[]> record, Partition partition) {
    Received message = Received.of(record);
    int bytes = record.serializedKeySize() + record.serializedValueSize();
    String unfit = null;
    String key = null;
    try {
      message =
          message.identifiedAs(
              settings.byPlace() ? place(partition, message) : identity.of(message));
      key = keys.apply(message);
    } catch (RuntimeException e) {
      unfit = "its id or key could not be read: " + e.getClass().getName();
    }
    if (bytes > settings.messageBytesMax()) {
      unfit = "it has %d bytes, at most %d are taken".formatted(bytes, settings.messageBytesMax());
      message = message.withoutValue();
    } else if (unfit == null && message.isTombstone() && settings.parksTombstones()) {
      unfit = TOMBSTONE;
    }
    Delivery delivery =
        new Delivery(
            partition,
            message,
            record.leaderEpoch(),
            key == null ? null : BusinessKey.fitting(key),
            unfit,
            Math.max(0, bytes));
    if (message.isTombstone() && unfit == null && settings.skipsTombstones()) {
      delivery.become(Delivery.State.SETTLED);
    }
    return delivery;
  }

  private static String place(Partition partition, Received message) {
    return "%s/%d/%d"
        .formatted(
            partition.lane().epoch(), message.envelope().partition(), message.envelope().offset());
  }
}
