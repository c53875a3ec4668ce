// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.embedded.EmbeddedKafka;
import dev.semel.verification.chaos.ForkedJvm;
import dev.semel.verification.databases.Eventually;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A process that transforms is killed again and again. */
class TransformKillTest {
  private static final int RECORDS = 12_000;
  private static final int KILLS = 3;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.with().topic("from", 3).topic("to", 3).topic("by-hand", 3).start();
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        producer.send(new ProducerRecord<>("from", bytes("key-" + i % 100), bytes("" + i)));
      }
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void readers_of_what_is_committed_see_each_record_once_whoever_dies() throws Exception {
    killAgainAndAgain("to", "transform");

    List<ConsumerRecord<byte[], byte[]>> committed = TopicContents.committed(kafka, "to");
    List<ConsumerRecord<byte[], byte[]>> all = TopicContents.all(kafka, "to");
    System.out.printf("transform: %d written, %d committed%n", all.size(), committed.size());
    assertThat(committed)
        .extracting(TopicContents::text)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, RECORDS).mapToObj(i -> "2 * " + i).toList());
    assertInOrder(committed);
    assertThat(twice(all))
        .as("records that were written twice, because the first time was cut off")
        .isNotEmpty();
  }

  @Test
  void without_transactions_the_same_deaths_double_records() throws Exception {
    killAgainAndAgain("by-hand", "by-hand");
    assertThat(twice(TopicContents.committed(kafka, "by-hand"))).isNotEmpty();
  }

  private static void killAgainAndAgain(String to, String how) throws Exception {
    for (int kill = 0; kill <= KILLS; kill++) {
      try (ForkedJvm jvm =
          new ForkedJvm(TransformMain.class, kafka.bootstrapServers(), "from", to, how)) {
        String group = ("transform".equals(how) ? "transform-" : "by-hand-") + to;
        if (kill < KILLS) {
          int steps = 1_150 + 313 * kill; // In the middle of what is polled at once.
          while (Integer.parseInt(jvm.read("steps")) < steps) {}
          jvm.kill();
        } else {
          Eventually.holds("all of it is transformed", () -> committed(group) == RECORDS);
        }
      }
    }
  }

  private static long committed(String group) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", group);
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer
          .committed(
              IntStream.range(0, 3)
                  .mapToObj(i -> new TopicPartition("from", i))
                  .collect(Collectors.toSet()))
          .values()
          .stream()
          .mapToLong(place -> place == null ? 0 : place.offset())
          .sum();
    }
  }

  private static List<String> twice(List<ConsumerRecord<byte[], byte[]>> found) {
    return found.stream()
        .collect(Collectors.groupingBy(TopicContents::text, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(times -> times.getValue() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void assertInOrder(List<ConsumerRecord<byte[], byte[]>> found) {
    Map<String, Integer> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> one : found) {
      int number = Integer.parseInt(TopicContents.text(one).substring("2 * ".length()));
      assertThat(last.getOrDefault(TopicContents.key(one), -1)).isLessThan(number);
      last.put(TopicContents.key(one), number);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
