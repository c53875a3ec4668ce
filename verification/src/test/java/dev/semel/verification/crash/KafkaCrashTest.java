// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Key;
import dev.semel.Semel;
import dev.semel.embedded.EmbeddedKafka;
import dev.semel.testkit.Crash;
import dev.semel.testkit.CrashReport;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.World;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Publications to a real broker are steps as well: before the record is handed over and after. */
class KafkaCrashTest {
  private static EmbeddedKafka kafka;
  private static final AtomicInteger TOPICS = new AtomicInteger();

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void an_event_published_before_the_acknowledgement_leaves_if_its_effect_committed()
      throws Exception {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = crash(database, true).run().assertHolds();
      assertThat(report.steps()).anyMatch(step -> step.startsWith("before Producer.send @Kafka"));
      Figures.tell("H2 and Kafka, publish before the acknowledgement", report);
    }
  }

  @Test
  void an_event_published_before_the_commit_is_a_ghost() throws Exception {
    try (TestDatabase database = Server.H2.open()) {
      CrashReport report = crash(database, false).run();
      assertThat(report.violations()).anyMatch(v -> v.startsWith("ghost: e1 was published"));
    }
  }

  private Crash crash(TestDatabase database, boolean rightOrder) {
    return Crash.in(database.dataSource())
        .given(
            empty -> {
              Sql.run(empty, "delete from effect");
              Sql.run(empty, "delete from semel_ledger");
              Sql.run(empty, "delete from semel_scope");
              kafka.createTopic("events-" + TOPICS.incrementAndGet(), 1);
            })
        .flow(world -> flow(world, rightOrder))
        .always(
            Invariants.publishedIfAndOnlyIfCommitted(
                "select id from effect", () -> published("events-" + TOPICS.get())))
        .withoutTwins();
  }

  private void flow(World world, boolean rightOrder) throws Exception {
    Semel semel = world.withoutSteps(() -> Semel.on(world.database()));
    KafkaProducer<String, String> real =
        world.closing(
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer()));
    @SuppressWarnings("unchecked")
    Producer<String, String> producer = world.publishing(Producer.class, real);
    if (rightOrder) {
      world.deliver(
          "e1",
          () -> {
            apply(semel);
            publish(producer);
          });
    } else if (world.life() == 1) {
      publish(producer);
      apply(semel);
    }
  }

  private static void apply(Semel semel) throws SQLException {
    semel.once(
        Key.of("kafka-crash", "e1"),
        tx -> Sql.run(tx.connection(), "insert into effect (id, what) values ('e1', 'credit')"));
  }

  private void publish(Producer<String, String> producer) throws Exception {
    producer
        .send(new ProducerRecord<>("events-" + TOPICS.get(), "e1", "credit"))
        .get(30, TimeUnit.SECONDS);
  }

  private static List<String> published(String topic) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<String> keys = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> keys.add(record.key()));
      }
      return keys;
    }
  }
}
