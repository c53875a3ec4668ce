// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records and deliveries for units. */
final class Records {
  private Records() {}

  static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  /** A message with headers, given as names and values. */
  static KafkaMessage message(String key, String value, String... headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], bytes(headers[i + 1]));
    }
    return KafkaMessage.of(
        new ConsumerRecord<>(
            "orders",
            0,
            0,
            1_000,
            TimestampType.CREATE_TIME,
            1,
            1,
            bytes(key),
            bytes(value),
            all,
            Optional.empty()));
  }

  static Partition flowing(int number) {
    Partition partition = first(number);
    partition.greeted(true);
    return partition;
  }

  static Partition first(int number) {
    Partition partition = new Partition(new TopicPartition("orders", number));
    partition.arrive("topic-id", 0);
    return partition;
  }

  static Delivery delivery(Partition partition, long offset, int bytes) {
    KafkaMessage message =
        KafkaMessage.of(
            new ConsumerRecord<>(
                "orders", partition.at().partition(), offset, null, bytes("v" + offset)));
    return new Delivery(partition, message, Optional.of(7), "key", null, bytes);
  }
}
