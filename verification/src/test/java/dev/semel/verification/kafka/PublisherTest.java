// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Outbox;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.embedded.EmbeddedKafka;
import dev.semel.kafka.KafkaPublisher;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a commit to a topic, and what happens to messages that cannot get there. */
class PublisherTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedKafka kafka;

  private final String orders = "orders-" + NUMBER.incrementAndGet();
  private final String other = "other-" + NUMBER.incrementAndGet();

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18", "H2"})
  void what_was_committed_arrives_with_its_envelope_and_what_was_not_does_not(Server server)
      throws Exception {
    kafka.createTopic(orders, 3);
    try (TestDatabase db = server.open()) {
      Semel semel =
          Semel.with(db.dataSource())
              .source("/shop")
              .headers(() -> Map.of("traceparent", "00-abc-def-01"))
              .build();
      semel.once(
          Key.of("orders", "7"),
          tx ->
              tx.publish(
                  Message.to(orders)
                      .key("order-7")
                      .type("order.placed")
                      .contentType("application/json")
                      .header("tenant", "Ünal & Söhne")
                      .body("{\"id\":7}")));
      rolledBack(semel);

      drain(semel, 1);

      List<ConsumerRecord<byte[], byte[]>> arrived = TopicContents.all(kafka, orders);
      assertThat(arrived).hasSize(1);
      ConsumerRecord<byte[], byte[]> found = arrived.get(0);
      assertThat(TopicContents.key(found)).isEqualTo("order-7");
      assertThat(TopicContents.text(found)).isEqualTo("{\"id\":7}");
      assertThat(text(found, "ce_id")).isNotBlank();
      assertThat(text(found, "ce_specversion")).isEqualTo("1.0");
      assertThat(text(found, "ce_source")).isEqualTo("/shop");
      assertThat(text(found, "ce_type")).isEqualTo("order.placed");
      assertThat(text(found, "tenant")).isEqualTo("Ünal & Söhne");
      assertThat(text(found, "traceparent")).isEqualTo("00-abc-def-01");
      assertThat(text(found, "content-type")).isEqualTo("application/json");
      assertThat(found.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
      assertThat(Instant.parse(text(found, "ce_time")).toEpochMilli())
          .as("ce_time is the time of the record")
          .isEqualTo(found.timestamp());
    }
  }

  private void rolledBack(Semel semel) {
    try {
      semel.once(
          Key.of("orders", "8"),
          tx -> {
            tx.publish(Message.to(orders).key("order-8").body("never"));
            throw new IllegalStateException("no");
          });
    } catch (IllegalStateException e) {
      return;
    }
    throw new AssertionError("the effect failed and nobody was told");
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18", "H2"})
  void what_is_too_large_is_parked_with_the_reason_and_the_others_flow(Server server)
      throws Exception {
    kafka.createTopic(orders, 1);
    try (TestDatabase db = server.open()) {
      Semel semel = Semel.on(db.dataSource());
      publish(
          semel,
          Message.to(orders).key("a").body("first"),
          Message.to(orders).key("b").body(new byte[2_000_000]),
          Message.to(orders).key("b").body("behind it"),
          Message.to(orders).key("c").body("last"));

      drain(semel, 2);

      assertThat(TopicContents.all(kafka, orders))
          .extracting(TopicContents::text)
          .containsExactlyInAnyOrder("first", "last");
      Outbox.Parked parked = onlyParked(semel);
      assertThat(parked.key()).contains("b");
      assertThat(parked.behind()).isEqualTo(1);
      assertThat(parked.error()).startsWith("SEMEL-411").contains("RecordTooLarge", orders);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18", "H2"})
  void what_the_broker_finds_too_large_is_parked_too(Server server) throws Exception {
    kafka.createTopic(orders, 1);
    try (TestDatabase db = server.open()) {
      Semel semel = Semel.on(db.dataSource());
      publish(
          semel,
          Message.to(orders).key("a").body("first"),
          Message.to(orders).key("b").body(new byte[2_000_000]));
      try (Relay relay =
          semel
              .relay()
              .to(
                  KafkaPublisher.to(kafka.bootstrapServers())
                      .connecting(Map.of("max.request.size", 8_000_000))
                      .build())
              .build()) {
        assertThat(relay.runOnce()).isEqualTo(1);
      }
      assertThat(onlyParked(semel).error()).startsWith("SEMEL-411").contains("RecordTooLarge");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18", "H2"})
  void a_message_for_a_topic_that_is_not_there_is_parked_and_sent_when_it_is(Server server)
      throws Exception {
    kafka.createTopic(orders, 1);
    try (TestDatabase db = server.open()) {
      Semel semel = Semel.on(db.dataSource());
      publish(
          semel,
          Message.to(other).key("a").id("the-id").body("to nowhere"),
          Message.to(orders).key("a").body("first"),
          Message.to("not/a/topic").body("to nonsense"));

      drain(semel, 1);

      assertThat(TopicContents.all(kafka, orders)).hasSize(1);
      assertThat(topics()).as("brokers create topics, if asked").doesNotContain(other);
      assertThat(semel.outbox().parked("relay", 10))
          .hasSize(2)
          .allSatisfy(parked -> assertThat(parked.error()).startsWith("SEMEL-41"));
      assertThat(semel.outbox().parked("relay", other, 10).get(0).error())
          .startsWith("SEMEL-410")
          .contains(other);

      kafka.createTopic(other, 1);
      semel.outbox().retry("relay", "the-id");
      drain(semel, 1);
      assertThat(TopicContents.all(kafka, other))
          .extracting(TopicContents::id)
          .containsExactly("the-id");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18", "H2"})
  void the_messages_of_a_key_keep_their_order_over_restarts_of_broker_and_relay(Server server)
      throws Exception {
    kafka.createTopic(orders, 3);
    try (TestDatabase db = server.open()) {
      Semel semel = Semel.on(db.dataSource());
      for (int round = 0; round < 3; round++) {
        for (int n = 0; n < 20; n++) {
          int number = 20 * round + n;
          publish(
              semel,
              IntStream.range(0, 10)
                  .mapToObj(key -> Message.to(orders).key("key-" + key).body("" + number))
                  .toArray(Message[]::new));
        }
        drain(semel, 200);
        kafka.restart();
      }
      assertThat(TopicContents.all(kafka, orders)).hasSize(600);
      for (int key = 0; key < 10; key++) {
        String name = "key-" + key;
        assertThat(TopicContents.all(kafka, orders))
            .filteredOn(found -> TopicContents.key(found).equals(name))
            .extracting(TopicContents::text)
            .containsExactlyElementsOf(IntStream.range(0, 60).mapToObj(n -> "" + n).toList());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18", "H2"})
  void a_dead_letter_has_its_numbers_as_spring_reads_them(Server server) throws Exception {
    kafka.createTopic(orders, 1);
    try (TestDatabase db = server.open()) {
      Semel semel = Semel.on(db.dataSource());
      publish(
          semel,
          Message.to(orders)
              .header("kafka_dlt-original-topic", "payments")
              .header("kafka_dlt-original-partition", "5")
              .header("kafka_dlt-original-offset", "12345678901")
              .header("kafka_dlt-original-timestamp", "1795275121000")
              .body("dead"));
      drain(semel, 1);
      ConsumerRecord<byte[], byte[]> found = TopicContents.all(kafka, orders).get(0);
      assertThat(text(found, "kafka_dlt-original-topic")).isEqualTo("payments");
      assertThat(number(found, "kafka_dlt-original-partition").getInt()).isEqualTo(5);
      assertThat(number(found, "kafka_dlt-original-offset").getLong()).isEqualTo(12345678901L);
      assertThat(number(found, "kafka_dlt-original-timestamp").getLong()).isEqualTo(1795275121000L);
    }
  }

  private static ByteBuffer number(ConsumerRecord<byte[], byte[]> found, String name) {
    return ByteBuffer.wrap(TopicContents.header(found, name));
  }

  private static String text(ConsumerRecord<byte[], byte[]> found, String name) {
    return new String(TopicContents.header(found, name), UTF_8);
  }

  private static void publish(Semel semel, Message... messages) throws Exception {
    semel.once(
        Key.of("publish", "" + NUMBER.incrementAndGet()),
        tx -> List.of(messages).forEach(tx::publish));
  }

  /** So many are sent, and no more; a broker on a busy machine may take a moment. */
  private static void drain(Semel semel, int expected) {
    try (Relay relay =
        semel.relay().to(KafkaPublisher.to(kafka.bootstrapServers()).build()).build()) {
      AtomicInteger sent = new AtomicInteger();
      Eventually.holds("all are sent", () -> sent.addAndGet(relay.runOnce()) >= expected);
      assertThat(sent.get() + relay.runOnce()).isEqualTo(expected);
    }
  }

  private static Outbox.Parked onlyParked(Semel semel) {
    List<Outbox.Parked> parked = semel.outbox().parked("relay", 10);
    assertThat(parked).hasSize(1);
    return parked.get(0);
  }

  private static Set<String> topics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      return admin.listTopics().names().get(30, TimeUnit.SECONDS);
    }
  }
}
