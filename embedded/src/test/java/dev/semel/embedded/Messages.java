// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a test asks of a broker, through Kafka's own clients. */
final class Messages {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Messages() {}

  static KafkaProducer<String, String> producer(EmbeddedKafka kafka, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("acks", "all");
    settings.put("reconnect.backoff.max.ms", "200");
    settings.putAll(more);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  static void send(EmbeddedKafka kafka, String topic, String... values) throws Exception {
    try (var producer = producer(kafka, Map.of())) {
      for (String value : values) {
        producer
            .send(new ProducerRecord<>(topic, value))
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  /** All messages the topic has now, by partition, then offset. */
  static List<String> in(EmbeddedKafka kafka, String topic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, PATIENCE).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p, PATIENCE) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError("the end of " + topic + " was not reached: " + values.size());
        }
      }
    }
    return values;
  }

  /** Topics with their numbers of partitions. */
  static Map<String, Integer> topics(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = admin(kafka)) {
      Map<String, Integer> topics = new HashMap<>();
      admin
          .describeTopics(admin.listTopics().names().get())
          .allTopicNames()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .forEach((name, description) -> topics.put(name, description.partitions().size()));
      return topics;
    }
  }

  static String clusterId(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = admin(kafka)) {
      return admin.describeCluster().clusterId().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static Admin admin(EmbeddedKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }
}
