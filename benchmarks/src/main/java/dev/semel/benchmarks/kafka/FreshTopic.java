// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import dev.semel.benchmarks.WrongCellException;
import dev.semel.embedded.EmbeddedKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic that is read and emptied after each cell. For one thread. */
final class FreshTopic {
  private static final int PARTITIONS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EmbeddedKafka kafka;
  private final String name;

  FreshTopic(EmbeddedKafka kafka, String name) {
    this.kafka = kafka;
    this.name = name;
    kafka.createTopic(name, PARTITIONS);
  }

  /** All that is in it, by partition; it is empty afterwards. */
  List<ConsumerRecord<byte[], byte[]>> take() throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(name).stream()
              .map(info -> new TopicPartition(name, info.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
        if (System.nanoTime() - deadline > 0) {
          throw new WrongCellException("the end of %s was not reached".formatted(name));
        }
      }
      empty(ends);
    }
    return found;
  }

  private void empty(Map<TopicPartition, Long> ends) throws Exception {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    ends.forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.deleteRecords(all).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
