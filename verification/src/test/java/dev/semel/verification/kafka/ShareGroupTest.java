// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.LedgerException;
import dev.semel.Semel;
import dev.semel.embedded.EmbeddedKafka;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.kafka.KafkaShareLoop;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.SemelEvent;
import dev.semel.verification.chaos.ForkedJvm;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.PostgresDatabase;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics as queues: more consumers than partitions, no order, and still each effect once. */
class ShareGroupTest {
  private static final int MESSAGES = 600;
  private static final int FEW = 100;
  private static final int BATCH = 20;

  private static EmbeddedKafka kafka;

  private final Queue<SemelEvent> events = new ConcurrentLinkedQueue<>();
  private TestDatabase database;

  @BeforeAll
  static void start() {
    kafka = ShareQueue.broker();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @BeforeEach
  void tables() throws Exception {
    database = PostgresDatabase.on(PostgresServers.bundled());
    prepare(database);
  }

  private static void prepare(TestDatabase database) {
    Sql.run(database.dataSource(), "create table credit (message text not null)");
  }

  @AfterEach
  void drop() throws Exception {
    database.close();
  }

  /** Has no key of its own, so that a double shows. */
  static void credit(Connection c, String message) throws SQLException {
    Sql.run(c, "insert into credit (message) values (?)", message);
  }

  @Test
  void three_consumers_of_two_partitions_apply_each_message_once_though_one_dies_unacknowledged()
      throws Exception {
    ShareQueue queue = ShareQueue.on(kafka, "killed");
    queue.send(MESSAGES);
    try (var victim = member(queue, "semel")) {
      victim.read("committed");
      try (var one = loop(queue).start();
          var other = loop(queue).start()) {
        assertThat(victim.awaitEnd()).isEqualTo(1);
        Eventually.holds("all are delivered again", () -> delivered() >= MESSAGES - BATCH);
        Eventually.holds("all are credited", () -> credited() >= MESSAGES);
        assertThat(one.close(Duration.ofSeconds(20))).isTrue();
        assertThat(other.close(Duration.ofSeconds(20))).isTrue();
      }
    }
    assertThat(credited()).isEqualTo(MESSAGES);
    assertThat(doubles()).isZero();
    assertThat(duplicates()).as("redelivered after the death").isPositive();
  }

  @Test
  void control_without_the_ledger_what_a_dead_consumer_did_not_acknowledge_is_done_twice()
      throws Exception {
    ShareQueue queue = ShareQueue.on(kafka, "doubled");
    queue.send(FEW);
    try (var victim = member(queue, "without")) {
      assertThat(victim.awaitEnd()).isEqualTo(1);
    }
    try (var consumer = ShareQueue.consumer(kafka.bootstrapServers(), queue.group(), BATCH);
        var c = database.dataSource().getConnection()) {
      consumer.subscribe(List.of(queue.topic()));
      Eventually.holds("all are credited", () -> applyNaively(consumer, c) >= FEW);
    }
    assertThat(doubles()).isPositive();
  }

  @Test
  void an_outage_longer_than_all_deliveries_together_loses_nothing() throws Exception {
    ShareQueue queue = ShareQueue.on(kafka, "outage");
    queue.set("share.delivery.count.limit", "4");
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        TestDatabase own = PostgresDatabase.on(server)) {
      prepare(own);
      try (var loop = loop(queue, own).start()) {
        queue.send(BATCH);
        Eventually.holds("it works", () -> credited(own) == BATCH);
        server.kill();
        queue.send(10 * BATCH);
        Eventually.holds("the outage is noticed", () -> told(InboxEvent.Outage.class) > 0);
        long end = System.nanoTime() + ShareQueue.LOCK.multipliedBy(6).toNanos();
        Eventually.holds("six locks are over", () -> System.nanoTime() > end);
        server.restart();
        Eventually.holds("all are credited", () -> credited(own) >= 10 * BATCH);
        assertThat(loop.close(Duration.ofSeconds(20))).isTrue();
      }
      assertThat(credited(own)).isEqualTo(10 * BATCH);
      assertThat(doubles(own)).isZero();
    }
  }

  @Test
  void who_is_closed_in_an_outage_gives_back_what_he_has_and_another_goes_on() throws Exception {
    ShareQueue queue = ShareQueue.on(kafka, "given-back");
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        TestDatabase own = PostgresDatabase.on(server)) {
      prepare(own);
      try (var loop = loop(queue, own).start()) {
        queue.send(BATCH);
        Eventually.holds("it works", () -> credited(own) == BATCH);
        server.kill();
        queue.send(10 * BATCH);
        Eventually.holds("the outage is noticed", () -> told(InboxEvent.Outage.class) > 0);
        assertThat(loop.close(Duration.ofSeconds(20))).isTrue();
      }
      server.restart();
      Eventually.holds("the pool has found out", () -> answers(own));
      try (var next = loop(queue, own).start()) {
        Eventually.holds("all are credited", () -> credited(own) >= 10 * BATCH);
        assertThat(next.close(Duration.ofSeconds(20))).isTrue();
      }
      assertThat(credited(own)).isEqualTo(10 * BATCH);
      assertThat(doubles(own)).isZero();
    }
  }

  @Test
  void a_message_that_was_delivered_in_vain_too_often_is_held_before_it_is_tried()
      throws Exception {
    ShareQueue queue = ShareQueue.on(kafka, "endangered");
    queue.send(1);
    try (var consumer = ShareQueue.consumer(kafka.bootstrapServers(), queue.group(), 1)) {
      consumer.subscribe(List.of(queue.topic()));
      for (int delivery = 1; delivery <= 2; delivery++) {
        release(consumer, delivery);
      }
    }
    try (var loop = loop(queue).retryingAfter(Duration.ofMillis(1), Duration.ofMillis(1)).start()) {
      Eventually.holds("it is credited", () -> credited() == 1);
      assertThat(loop.close(Duration.ofSeconds(20))).isTrue();
    }
    assertThat(events)
        .filteredOn(InboxEvent.Retrying.class::isInstance)
        .singleElement()
        .extracting(event -> ((InboxEvent.Retrying) event).error())
        .asString()
        .contains("5 times at most");
    assertThat(credited()).isEqualTo(1);
  }

  @Test
  void settings_that_nobody_decided_and_that_lose_are_refused() {
    kafka.createTopic("undecided", 1);
    ShareQueue queue = new ShareQueue(kafka, "undecided", "undecided");
    assertThatThrownBy(() -> loop(queue).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("SEMEL-421 ")
        .hasMessageContaining("share.auto.offset.reset is latest because nobody decided it")
        .hasMessageContaining("share.isolation.level is read_uncommitted")
        .hasMessageContaining("--entity-name undecided");
    assertThatThrownBy(
            () ->
                loop(queue)
                    .connecting(Map.of("share.acquire.mode", "batch_optimized"))
                    .attemptsMax(1)
                    .start())
        .hasMessageContaining("share.acquire.mode is set by Semel")
        .hasMessageContaining("attemptsMax is 1");
  }

  private static void release(KafkaShareConsumer<String, String> consumer, int delivery) {
    Eventually.holds(
        "delivery " + delivery,
        () -> {
          var records = consumer.poll(Duration.ofMillis(200));
          records.forEach(
              record -> {
                assertThat(record.deliveryCount()).hasValue((short) delivery);
                consumer.acknowledge(record, AcknowledgeType.RELEASE);
              });
          consumer.commitSync();
          return !records.isEmpty();
        });
  }

  private ForkedJvm member(ShareQueue queue, String how) throws Exception {
    return new ForkedJvm(
        ShareMain.class, database.url(), kafka.bootstrapServers(), queue.topic(), how);
  }

  /** The connections of the server that was killed are found to be dead when they are used. */
  private static boolean answers(TestDatabase database) {
    try {
      return Semel.on(database.dataSource()) != null;
    } catch (LedgerException e) {
      return false;
    }
  }

  private KafkaShareLoop.Builder loop(ShareQueue queue) {
    return loop(queue, database);
  }

  private KafkaShareLoop.Builder loop(ShareQueue queue, TestDatabase effects) {
    Semel semel = Semel.with(effects.dataSource()).listener(events::add).build();
    return KafkaShareLoop.in(semel)
        .named(queue.group())
        .connecting(Map.of("bootstrap.servers", kafka.bootstrapServers()))
        .topics(queue.topic())
        .batchSizeMax(BATCH)
        .apply((tx, message) -> credit(tx.connection(), message.text()));
  }

  private long applyNaively(KafkaShareConsumer<String, String> consumer, Connection c) {
    try {
      for (var record : consumer.poll(Duration.ofMillis(200))) {
        credit(c, record.value());
        consumer.acknowledge(record, AcknowledgeType.ACCEPT);
      }
      return Sql.number(c, "select count(distinct message) from credit");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private int delivered() {
    return taken().mapToInt(InboxEvent.Taken::delivered).sum();
  }

  private int duplicates() {
    return taken().mapToInt(InboxEvent.Taken::duplicates).sum();
  }

  private Stream<InboxEvent.Taken> taken() {
    return events.stream()
        .filter(InboxEvent.Taken.class::isInstance)
        .map(InboxEvent.Taken.class::cast);
  }

  private long told(Class<?> kind) {
    return events.stream().filter(kind::isInstance).count();
  }

  private long credited() {
    return credited(database);
  }

  private static long credited(TestDatabase database) {
    return Sql.number(database.dataSource(), "select count(*) from credit");
  }

  private long doubles() {
    return doubles(database);
  }

  private static long doubles(TestDatabase database) {
    return Sql.number(
        database.dataSource(), "select count(*) - count(distinct message) from credit");
  }
}
