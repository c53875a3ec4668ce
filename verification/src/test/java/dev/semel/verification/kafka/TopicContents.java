// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.semel.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is in a topic, as somebody sees it who reads all of it. */
final class TopicContents {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private TopicContents() {}

  /** All records, by partition, then offset; none of an open or aborted transaction. */
  static List<ConsumerRecord<byte[], byte[]>> committed(EmbeddedKafka kafka, String topic) {
    return read(kafka, topic, "read_committed");
  }

  /** The same with those of open and aborted transactions. */
  static List<ConsumerRecord<byte[], byte[]>> all(EmbeddedKafka kafka, String topic) {
    return read(kafka, topic, "read_uncommitted");
  }

  static String text(ConsumerRecord<byte[], byte[]> found) {
    return new String(found.value(), UTF_8);
  }

  static String key(ConsumerRecord<byte[], byte[]> found) {
    return new String(found.key(), UTF_8);
  }

  static byte[] header(ConsumerRecord<byte[], byte[]> found, String name) {
    Header header = found.headers().lastHeader(name);
    if (header == null) {
      throw new AssertionError("no header " + name + " but " + found.headers());
    }
    return header.value();
  }

  static String id(ConsumerRecord<byte[], byte[]> found) {
    return new String(header(found, "ce_id"), UTF_8);
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(
      EmbeddedKafka kafka, String topic, String isolation) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "allow.auto.create.topics",
            false,
            "isolation.level",
            isolation);
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, PATIENCE).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p, PATIENCE) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError("the end of %s was not reached".formatted(topic));
        }
      }
    }
    return found;
  }
}
