// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.share;

import dev.semel.Effect;
import dev.semel.kafka.internal.record.CloudEventTime;
import dev.semel.kafka.internal.record.Identity;
import dev.semel.kafka.internal.record.Received;
import dev.semel.spi.IncomingMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records of a share group as messages, which have no order to keep. Immutable. */
final class ShareRecords {
  private final Identity identity;
  private final Map<String, String> topicIds;
  private final int messageBytesMax;
  private final int deliveriesMax;

  /**
   * How records are read.
   *
   * @param topicIds the id of a topic, by which it is told from an older one of its name
   * @param deliveriesMax after how many the broker gives a record up
   */
  ShareRecords(
      Identity identity, Map<String, String> topicIds, int messageBytesMax, int deliveriesMax) {
    this.identity = identity;
    this.topicIds = topicIds;
    this.messageBytesMax = messageBytesMax;
    this.deliveriesMax = deliveriesMax;
  }

  Incoming of(List<ConsumerRecord<byte[], byte[]>> delivered) {
    List<IncomingMessage> messages = new ArrayList<>();
    Set<IncomingMessage> endangered = Collections.newSetFromMap(new IdentityHashMap<>());
    for (ConsumerRecord<byte[], byte[]> record : delivered) {
      IncomingMessage message = message(record);
      messages.add(message);
      if (deliveries(record) > deliveriesMax / 2) {
        endangered.add(message);
      }
    }
    return new Incoming(messages, endangered, deliveriesMax);
  }

  private static int deliveries(ConsumerRecord<byte[], byte[]> record) {
    return record.deliveryCount().map(Short::intValue).orElse(1);
  }

  @SuppressWarnings("NullAway") // It does not see in a class file that an array may be null.
  private IncomingMessage message(ConsumerRecord<byte[], byte[]> record) {
    Received message = Received.of(record);
    String unfit = unfit(record);
    try {
      message = message.identifiedAs(identity.of(message));
    } catch (RuntimeException e) {
      // Not its message, which may quote what could not be read.
      unfit = "its id could not be read: " + e.getClass().getName();
    }
    if (bytes(record) > messageBytesMax) {
      message = message.withoutValue();
    }
    return new IncomingMessage(
        message.id(),
        lane(record),
        record.offset(),
        null,
        CloudEventTime.of(message),
        unfit,
        message.envelope().encode(),
        message.value());
  }

  private IncomingMessage.Lane lane(ConsumerRecord<byte[], byte[]> record) {
    return new IncomingMessage.Lane(
        record.topic(),
        topicIds.getOrDefault(record.topic(), ""),
        Integer.toString(record.partition()));
  }

  private @Nullable String unfit(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return "it has no value";
    }
    int bytes = bytes(record);
    return bytes > messageBytesMax
        ? "it has %d bytes, at most %d are taken".formatted(bytes, messageBytesMax)
        : null;
  }

  private static int bytes(ConsumerRecord<byte[], byte[]> record) {
    return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
  }

  /**
   * Messages that were delivered together.
   *
   * @param endangered those the broker gave out in vain for half of the times it does at all
   */
  record Incoming(
      List<IncomingMessage> messages, Set<IncomingMessage> endangered, int deliveriesMax) {
    /**
     * The effect, but endangered messages fail before they are tried: so they are held in the
     * database, and tried from there. Whoever dies of one has spent none of its last deliveries.
     */
    Effect.ForEach<IncomingMessage> holdingBack(Effect.ForEach<IncomingMessage> effect) {
      return (tx, message) -> {
        if (endangered.contains(message)) {
          throw new HeldBackException(deliveriesMax);
        }
        effect.on(tx, message);
      };
    }
  }
}
