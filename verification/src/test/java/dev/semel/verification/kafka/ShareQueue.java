// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import dev.semel.embedded.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A topic that is consumed as a queue, and the share group that does. */
record ShareQueue(EmbeddedKafka kafka, String topic, String group) {
  static final int PARTITIONS = 2;
  static final Duration LOCK = Duration.ofSeconds(2);

  /** A broker whose locks are short and which soon believes that a consumer is dead. */
  static EmbeddedKafka broker() {
    return EmbeddedKafka.with()
        .setting("group.share.min.session.timeout.ms", "1000")
        .setting("group.share.session.timeout.ms", "2000")
        .setting("group.share.min.heartbeat.interval.ms", "200")
        .setting("group.share.heartbeat.interval.ms", "200")
        .setting("group.share.min.record.lock.duration.ms", "1000")
        .setting("group.share.record.lock.duration.ms", Long.toString(LOCK.toMillis()))
        .start();
  }

  /** A queue whose group begins at the beginning. */
  static ShareQueue on(EmbeddedKafka kafka, String name) throws Exception {
    kafka.createTopic(name, PARTITIONS);
    ShareQueue queue = new ShareQueue(kafka, name, name);
    queue.set("share.auto.offset.reset", "earliest");
    queue.set("share.isolation.level", "read_committed");
    return queue;
  }

  void set(String setting, String value) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    AlterConfigOp op = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(op))).all().get(30, TimeUnit.SECONDS);
    }
  }

  /** Messages m-0, m-1 and so on; each is worth 1 and comes with its id. */
  void send(int count) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < count; i++) {
        ProducerRecord<String, String> message =
            new ProducerRecord<>(topic, i % PARTITIONS, null, "m-" + i);
        message.headers().add("ce_id", ("m-" + i).getBytes(StandardCharsets.UTF_8));
        message.headers().add("ce_source", "/shares".getBytes(StandardCharsets.UTF_8));
        var unused = producer.send(message);
      }
    }
  }

  /** A member of the group without Semel. */
  static KafkaShareConsumer<String, String> consumer(
      String bootstrapServers, String group, int pollMax) {
    return new KafkaShareConsumer<>(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "group.id", group,
            "share.acknowledgement.mode", "explicit",
            "share.acquire.mode", "record_limit",
            "max.poll.records", pollMax),
        new StringDeserializer(),
        new StringDeserializer());
  }
}
