// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.semel.kafka.KafkaTransform;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A process that transforms numbers; or one that does the same by hand, without transactions. */
final class TransformMain {
  /** Slow enough that whoever kills this kills it in the middle of something. */
  private static final long NANOS_PER_RECORD = 100_000;

  private static final AtomicInteger STEPS = new AtomicInteger();

  private TransformMain() {}

  /** Arguments: servers, from, to, "transform" or "by-hand". */
  @SuppressWarnings("try") // The transform works by itself.
  public static void main(String[] args) throws Exception {
    Map<String, Object> settings = settings(args[0]);
    if (args[3].equals("by-hand")) {
      byHand(settings, args[1], args[2]);
    } else {
      try (KafkaTransform transform =
          KafkaTransform.named("transform-" + args[2])
              .connecting(settings)
              .connecting(Map.of("linger.ms", 0))
              .topics(args[1])
              .instance("only")
              .apply(incoming -> List.of(step(incoming, args[2])))
              .start()) {
        while (System.in.read() >= 0) {}
      }
    }
  }

  private static Map<String, Object> settings(String servers) {
    return new HashMap<>(
        Map.of(
            "bootstrap.servers", servers,
            "session.timeout.ms", 1_000,
            "heartbeat.interval.ms", 300));
  }

  private static ProducerRecord<byte[], byte[]> step(
      ConsumerRecord<byte[], byte[]> incoming, String to) {
    int steps = STEPS.incrementAndGet();
    if (steps % 100 == 0) {
      System.out.println("steps " + steps);
    }
    LockSupport.parkNanos(NANOS_PER_RECORD);
    byte[] twice = ("2 * " + new String(incoming.value(), UTF_8)).getBytes(UTF_8);
    return new ProducerRecord<>(to, incoming.key(), twice);
  }

  /** As one would write it who trusts an idempotent producer. */
  private static void byHand(Map<String, Object> settings, String from, String to) {
    Map<String, Object> reading = new HashMap<>(settings);
    reading.put("group.id", "by-hand-" + to);
    reading.put("enable.auto.commit", false);
    reading.put("auto.offset.reset", "earliest");
    Map<String, Object> writing =
        Map.of("bootstrap.servers", settings.get("bootstrap.servers"), "linger.ms", 0);
    try (var consumer =
            new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var producer =
            new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
      consumer.subscribe(List.of(from));
      while (true) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(200));
        polled.forEach(incoming -> producer.send(step(incoming, to)));
        producer.flush();
        consumer.commitSync();
      }
    }
  }
}
