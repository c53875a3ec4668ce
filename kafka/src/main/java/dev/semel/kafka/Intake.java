// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes deliveries of records: what they are called, what they are about, whether they are fit. */
final class Intake {
  private static final String TOMBSTONE = "it has no value (a tombstone)";

  private final Identity identity;
  private final Function<KafkaMessage, @Nullable String> keys;
  private final LoopSettings settings;

  Intake(Identity identity, Function<KafkaMessage, @Nullable String> keys, LoopSettings settings) {
    this.identity = identity;
    this.keys = keys;
    this.settings = settings;
  }

  Delivery of(ConsumerRecord<byte[], byte[]> record, Partition partition) {
    KafkaMessage message = KafkaMessage.of(record);
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

  private static String place(Partition partition, KafkaMessage message) {
    return "%s/%d/%d".formatted(partition.lane().epoch(), message.partition(), message.offset());
  }

  /** What a delivery is placed by among shards and lanes: a resend has the same. */
  static String placedBy(Delivery delivery) {
    return Optional.ofNullable(delivery.key())
        .or(() -> delivery.message().id())
        .orElseGet(() -> delivery.partition() + "/" + delivery.offset());
  }
}
