// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Message;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.embedded.EmbeddedKafka;
import dev.semel.kafka.KafkaPublisher;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The broker hangs, and is killed, while a relay is in the middle of a backlog. */
class PublisherOutageTest {
  private static final String TOPIC = "orders";
  private static final int KEYS = 100;
  private static final int NUMBERS = 200;
  private static final int MESSAGES = KEYS * NUMBERS;
  private static final int PER_TRANSACTION = 1_000;

  /** Gives up soon, so that the test does not take long. */
  private static final Map<String, Object> IMPATIENT = Map.of("delivery.timeout.ms", 3_000);

  private final Overheard heard = new Overheard();
  private final AtomicLong outagesBefore = new AtomicLong();

  @Test
  @SuppressWarnings("try") // The relay works by itself.
  void all_arrive_in_order_over_a_broker_that_hangs_and_one_that_dies() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.with().topic(TOPIC, 3).start();
        TestDatabase db = Server.POSTGRESQL_18.open()) {
      Semel semel = Semel.with(db.dataSource()).listener(heard).build();
      write(semel, db);
      fault(MESSAGES / 4, kafka::pause);
      try (Relay relay =
          semel
              .relay()
              .batchSizeMax(200)
              .to(KafkaPublisher.to(kafka.bootstrapServers()).connecting(IMPATIENT).build())
              .start()) {
        awaitOutage("it hung in the middle");
        fault(MESSAGES / 2, kafka::kill);
        kafka.resume();
        awaitOutage("it died in the middle");
        assertThat(kafka.isRunning()).isFalse();
        kafka.restart();
        Eventually.holds("all were sent: " + heard, () -> heard.sent() >= MESSAGES);
      }
      System.out.println("outage: " + heard);
      assertThat(semel.outbox().parked("relay", 10)).isEmpty();
      assertThat(heard.refused()).as("refused").isZero();
      assertThat(heard.gaveUp()).as("given up").isZero();
      assertThat(heard.resent()).as("sent again").isPositive();
      assertThat(heard.attemptsMost()).as("attempts of a message").isLessThanOrEqualTo(2);
      assertArrived(TopicContents.all(kafka, TOPIC), ids(db));
    }
  }

  /** Does it to the broker when so many were sent. */
  private void fault(long messages, Runnable deed) {
    outagesBefore.set(Long.MAX_VALUE);
    heard.when(
        messages,
        () -> {
          deed.run();
          outagesBefore.set(heard.outages());
        });
  }

  /** Waits until it was done and noticed. */
  private void awaitOutage(String fault) {
    Eventually.holds(fault, () -> heard.outages() > outagesBefore.get());
    assertThat(heard.sent()).as(fault).isBetween(1L, MESSAGES - 1L);
  }

  /**
   * Each as often as it was sent, with its own id, and the first ones in the order of their key.
   */
  private static void assertArrived(
      List<ConsumerRecord<byte[], byte[]>> arrived, Map<String, String> ids) {
    Map<String, Integer> last = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    int doubles = 0;
    for (ConsumerRecord<byte[], byte[]> found : arrived) {
      String text = TopicContents.text(found);
      String id = TopicContents.id(found);
      if (!text.equals(ids.get(id))) {
        wrong.add("%s came as %s".formatted(text, id));
      }
      int number = Integer.parseInt(text.substring(text.indexOf(' ') + 1));
      int due = last.getOrDefault(TopicContents.key(found), -1) + 1;
      if (number > due) {
        wrong.add("%s came when %d was due".formatted(text, due));
      } else if (number == due) {
        last.put(TopicContents.key(found), number);
      } else {
        doubles++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(last).hasSize(KEYS).allSatisfy((key, n) -> assertThat(n).isEqualTo(NUMBERS - 1));
    System.out.printf("outage: %d records, %d of them again%n", arrived.size(), doubles);
  }

  private static void write(Semel semel, TestDatabase db) throws SQLException {
    List<Message> messages = new ArrayList<>(PER_TRANSACTION);
    try (Connection c = db.dataSource().getConnection()) {
      c.setAutoCommit(false);
      for (int i = 0; i < MESSAGES; i++) {
        String key = "key-" + i % KEYS;
        messages.add(Message.to(TOPIC).key(key).body(key + " " + i / KEYS));
        if (messages.size() == PER_TRANSACTION) {
          semel.outbox().publish(c, messages);
          c.commit();
          messages.clear();
        }
      }
      c.setAutoCommit(true);
    }
  }

  /** What was written under which id. */
  private static Map<String, String> ids(TestDatabase db) throws SQLException {
    Map<String, String> ids = new HashMap<>();
    try (Connection c = db.raw().getConnection();
        PreparedStatement statement =
            c.prepareStatement(
                "select message_id::text, convert_from(body, 'UTF8') from semel_outbox");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.put(rows.getString(1), rows.getString(2));
      }
    }
    assertThat(ids).hasSize(MESSAGES);
    return ids;
  }
}
