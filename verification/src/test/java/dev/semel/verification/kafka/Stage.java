// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.Semel;
import dev.semel.embedded.EmbeddedKafka;
import dev.semel.embedded.EmbeddedServerException;
import dev.semel.kafka.KafkaConsumerBuilder;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.kafka.KafkaMessage;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic and a group nobody else has, on a broker all tests of this JVM share, and a database with
 * a ledger.
 */
final class Stage implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedKafka broker;

  final String topic;
  final String group;
  final int partitions;
  final TestDatabase db = Server.POSTGRESQL_18.open();
  final Heard heard = new Heard();
  final Semel semel = Semel.with(db.dataSource()).listener(heard).build();
  final Admin admin = Admin.create(Map.of("bootstrap.servers", broker().bootstrapServers()));
  private final KafkaProducer<byte[], byte[]> producer =
      new KafkaProducer<>(
          // One request at a time: a topic that is new answers the first of several that it is not
          // there yet, and then all of them that they are out of order.
          Map.of(
              "bootstrap.servers",
              broker().bootstrapServers(),
              "linger.ms",
              5,
              "max.in.flight.requests.per.connection",
              1),
          new ByteArraySerializer(),
          new ByteArraySerializer());

  Stage(int partitions) {
    int number = NUMBER.incrementAndGet();
    this.topic = "payments-" + number;
    this.group = "billing-" + number;
    this.partitions = partitions;
    broker().createTopic(topic, partitions);
    Sql.run(
        db.raw(), "create table applied (at bigserial primary key, key text, number int not null)");
  }

  static synchronized EmbeddedKafka broker() {
    if (broker == null) {
      broker = EmbeddedKafka.start();
    }
    return broker;
  }

  /** A loop that writes down the text of each message. */
  KafkaConsumerBuilder loop() {
    return loop(this::writeDown);
  }

  KafkaConsumerBuilder loop(Effect.ForEach<KafkaMessage> effect) {
    return bare().topics(topic).apply(effect);
  }

  KafkaConsumerBuilder bare() {
    return KafkaConsumerLoop.in(semel).named(group).connecting(connection());
  }

  Map<String, Object> connection() {
    return new HashMap<>(Map.of("bootstrap.servers", broker().bootstrapServers()));
  }

  /** The connection with one setting more. */
  Map<String, Object> connection(String setting, Object value) {
    Map<String, Object> settings = connection();
    settings.put(setting, value);
    return settings;
  }

  void writeDown(dev.semel.Tx tx, KafkaMessage message) throws Exception {
    db.insertEffect(tx.connection(), message.id().orElseThrow(), message.text());
  }

  /** Writes down in which order the numbers of a key were applied. */
  void writeDownNumber(dev.semel.Tx tx, KafkaMessage message) throws Exception {
    Sql.run(
        tx.connection(),
        "insert into applied (key, number) values (?, ?)",
        message.key().orElse("-"),
        Integer.parseInt(message.text()));
  }

  List<String> appliedInOrder(String key) {
    return Sql.texts(db.dataSource(), "select number from applied where key = ? order by at", key);
  }

  /** A record as it is; flushed later. */
  void send(ProducerRecord<byte[], byte[]> record) {
    var unused = producer.send(record);
  }

  void send(String key, String id, String value) {
    send(record(key, value), "id", id);
  }

  ProducerRecord<byte[], byte[]> record(String key, String value) {
    return new ProducerRecord<>(topic, bytes(key), bytes(value));
  }

  /** A record with headers, given as names and values. */
  void send(ProducerRecord<byte[], byte[]> record, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], bytes(headers[i + 1]));
    }
    send(record);
  }

  /** So many messages from a number on, of so many keys, each with its number as id and text. */
  void sendNumbers(int from, int count, int keys) {
    IntStream.range(from, from + count)
        .forEach(n -> send("key-" + n % keys, "m" + n, Integer.toString(n)));
    flush();
  }

  void flush() {
    producer.flush();
  }

  static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  Inbox inbox() {
    return semel.inbox(group);
  }

  List<String> effects() {
    return Sql.texts(db.dataSource(), "select id from effect order by id");
  }

  long count() {
    return Sql.number(db.dataSource(), "select count(*) from effect");
  }

  void awaitEffects(long count) {
    Eventually.holds(count + " effects", () -> count() >= count);
  }

  /** Each of these numbers was applied, and once. */
  void assertAppliedOnce(int from, int count) {
    assertThat(effects())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(from, from + count).mapToObj(n -> "m" + n).toList());
  }

  /** What the group has committed, by partition. */
  Map<TopicPartition, OffsetAndMetadata> committed() {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the broker did not answer", e);
    }
  }

  long committedSum() {
    return committed().values().stream().mapToLong(OffsetAndMetadata::offset).sum();
  }

  /** Lets the group, which must be empty, begin at the beginning. */
  void rewindGroup() {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    committed().keySet().forEach(at -> offsets.put(at, new OffsetAndMetadata(0)));
    commit(offsets);
  }

  /** Lets the group, which must be empty, begin there. */
  void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    try {
      admin.alterConsumerGroupOffsets(group, offsets).all().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the offsets were not committed", e);
    }
  }

  /** Deletes the topic and makes it again, empty. */
  void recreateTopic() {
    try {
      admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the topic was not deleted", e);
    }
    Eventually.holds("the topic is gone and made again", this::isCreated);
  }

  private boolean isCreated() {
    try {
      broker().createTopic(topic, partitions);
      return true;
    } catch (EmbeddedServerException e) {
      return false;
    }
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    db.close();
  }
}
