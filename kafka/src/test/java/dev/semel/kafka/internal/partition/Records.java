// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.partition;

import dev.semel.kafka.internal.record.Received;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Partitions and deliveries for units. */
public final class Records {
  private Records() {}

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  public static Partition flowing(int number) {
    Partition partition = first(number);
    partition.greeted(true);
    return partition;
  }

  public static Partition first(int number) {
    Partition partition = new Partition(new TopicPartition("orders", number));
    partition.arrive("topic-id", 0);
    return partition;
  }

  public static Delivery delivery(Partition partition, long offset, int bytes) {
    Received message =
        Received.of(
            new ConsumerRecord<>(
                "orders", partition.at().partition(), offset, null, bytes("v" + offset)));
    return new Delivery(partition, message, Optional.of(7), "key", null, bytes);
  }
}
