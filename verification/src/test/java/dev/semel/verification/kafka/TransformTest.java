// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.embedded.EmbeddedKafka;
import dev.semel.kafka.KafkaTransform;
import dev.semel.verification.databases.Eventually;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a transform does with records that fail, and with a broker that does. */
class TransformTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedKafka kafka;

  private final AtomicInteger poisoned = new AtomicInteger();
  private final int number = NUMBER.incrementAndGet();
  private final String from = "from-" + number;
  private final String to = "to-" + number;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @BeforeEach
  void topics() {
    kafka.createTopic(from, 2);
    kafka.createTopic(from + "-dlt", 1);
    kafka.createTopic(to, 1);
  }

  @Test
  void a_step_that_fails_and_then_does_not_holds_its_partition_only_and_doubles_nothing() {
    fill(0, 100);
    AtomicInteger before = new AtomicInteger();
    try (KafkaTransform transform =
        builder(
                incoming -> {
                  if (text(incoming).equals("50") && poisoned.incrementAndGet() < 4) {
                    before.set(TopicContents.committed(kafka, to).size());
                    throw new IllegalStateException("not yet");
                  }
                  return List.of(twice(incoming));
                })
            .start()) {
      awaitOutput(100);
      assertThat(transform.failure()).isEmpty();
    }
    assertThat(poisoned).hasValue(4);
    assertThat(before).as("the other partition and what came before").hasValueBetween(50, 99);
    assertOutput(IntStream.range(0, 100));
  }

  @Test
  void a_record_that_always_fails_stops_it_before_that_record_with_a_clear_error() {
    fill(0, 100);
    try (KafkaTransform transform = builder(this::poisonAt50).attemptsMax(3).start()) {
      Eventually.holds("it stopped", () -> transform.failure().isPresent());
      assertThat(transform.failure().orElseThrow())
          .hasMessageStartingWith("SEMEL-427 transform " + to + " stops: record " + from + "-")
          .hasMessageContaining("failed 3 times")
          .hasRootCauseMessage("poison");
    }
    assertThat(poisoned).hasValue(3);
    assertThat(TopicContents.committed(kafka, to))
        .extracting(TopicContents::text)
        .contains("2 * 48")
        .doesNotContain("2 * 50", "2 * 52");
  }

  @Test
  void or_it_goes_to_the_dead_letters_in_the_same_transaction_and_the_others_flow() {
    fill(0, 100);
    try (KafkaTransform transform =
        builder(this::poisonAt50).attemptsMax(3).deadLetters().start()) {
      awaitOutput(99);
      assertThat(transform.failure()).isEmpty();
    }
    assertOutput(IntStream.range(0, 100).filter(i -> i != 50));
    List<ConsumerRecord<byte[], byte[]>> dead = TopicContents.committed(kafka, from + "-dlt");
    assertThat(dead).extracting(TopicContents::text).containsExactly("50");
    assertThat(header(dead, "original-topic")).isEqualTo(from);
    assertThat(number(dead, "original-partition").getInt()).isBetween(0, 1);
    assertThat(number(dead, "original-offset").getLong()).isEqualTo(25);
    assertThat(header(dead, "original-consumer-group")).isEqualTo(to);
    assertThat(header(dead, "exception-fqcn")).isEqualTo(IllegalStateException.class.getName());
  }

  @Test
  void what_kafka_refuses_aborts_and_is_the_fault_of_the_record_it_was_made_of() {
    fill(0, 100);
    try (KafkaTransform transform =
        builder(
                incoming ->
                    text(incoming).equals("50")
                        ? List.of(new ProducerRecord<>(to, new byte[2_000_000]))
                        : List.of(twice(incoming)))
            .attemptsMax(2)
            .deadLetters()
            .start()) {
      awaitOutput(99);
      assertThat(transform.failure()).isEmpty();
    }
    assertOutput(IntStream.range(0, 100).filter(i -> i != 50));
    assertThat(TopicContents.committed(kafka, from + "-dlt"))
        .extracting(TopicContents::text)
        .containsExactly("50");
  }

  @Test
  void a_producer_that_is_fenced_is_replaced_and_nothing_is_doubled() {
    AtomicInteger steps = new AtomicInteger();
    fill(0, 1_000);
    try (KafkaTransform transform =
        builder(
                incoming -> {
                  if (steps.incrementAndGet() == 300) {
                    fence();
                  }
                  return List.of(twice(incoming));
                })
            .start()) {
      awaitOutput(1_000);
      assertThat(transform.failure()).isEmpty();
    }
    assertThat(steps).as("steps, with those that were aborted").hasValueGreaterThan(1_000);
    assertOutput(IntStream.range(0, 1_000));
  }

  /** Another producer takes the id over, in the middle of a transaction. */
  private void fence() {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", to + "-the-one");
    try (var other =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      other.initTransactions();
    }
  }

  @Test
  void a_broker_that_dies_in_the_middle_doubles_and_loses_nothing() {
    AtomicInteger steps = new AtomicInteger();
    fill(0, 2_000);
    try (KafkaTransform transform =
        builder(
                incoming -> {
                  if (steps.incrementAndGet() == 700) {
                    kafka.kill();
                  }
                  return List.of(twice(incoming));
                })
            .start()) {
      Eventually.holds("it was killed", () -> !kafka.isRunning());
      kafka.restart();
      awaitOutput(2_000);
      assertThat(transform.failure()).isEmpty();
    }
    assertOutput(IntStream.range(0, 2_000));
  }

  private List<ProducerRecord<byte[], byte[]>> poisonAt50(ConsumerRecord<byte[], byte[]> incoming) {
    if (text(incoming).equals("50")) {
      poisoned.incrementAndGet();
      throw new IllegalStateException("poison");
    }
    return List.of(twice(incoming));
  }

  private KafkaTransform.Builder builder(KafkaTransform.Step step) {
    return KafkaTransform.named(to)
        .connecting(Map.of("bootstrap.servers", kafka.bootstrapServers()))
        .topics(from)
        .instance("the-one")
        .apply(step);
  }

  private ProducerRecord<byte[], byte[]> twice(ConsumerRecord<byte[], byte[]> incoming) {
    return new ProducerRecord<>(to, incoming.key(), ("2 * " + text(incoming)).getBytes(UTF_8));
  }

  /** Even numbers into one partition, odd ones into the other. */
  private void fill(int first, int last) {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = first; i < last; i++) {
        producer.send(new ProducerRecord<>(from, i % 2, null, ("" + i).getBytes(UTF_8)));
      }
    }
  }

  private void awaitOutput(int records) {
    Eventually.holds(
        "%d records are there".formatted(records),
        () -> TopicContents.committed(kafka, to).size() >= records);
  }

  private void assertOutput(IntStream numbers) {
    assertThat(TopicContents.committed(kafka, to))
        .extracting(TopicContents::text)
        .containsExactlyInAnyOrderElementsOf(numbers.mapToObj(i -> "2 * " + i).toList());
  }

  private static String text(ConsumerRecord<byte[], byte[]> found) {
    return TopicContents.text(found);
  }

  private static String header(List<ConsumerRecord<byte[], byte[]>> found, String name) {
    return new String(TopicContents.header(found.get(0), "kafka_dlt-" + name), UTF_8);
  }

  private static ByteBuffer number(List<ConsumerRecord<byte[], byte[]>> found, String name) {
    return ByteBuffer.wrap(TopicContents.header(found.get(0), "kafka_dlt-" + name));
  }
}
