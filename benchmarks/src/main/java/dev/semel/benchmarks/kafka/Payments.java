// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import dev.semel.benchmarks.WrongCellException;
import dev.semel.embedded.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic of payments, written once and read by every cell from its beginning. Each has an id of
 * its own and says by its key which account gets how much.
 *
 * @param sum of all amounts
 */
record Payments(String topic, int count, long sum) {
  static final int ACCOUNTS = 1_000;

  private static final int PARTITIONS = 4;
  private static final int BODY_BYTES = 300;
  private static final long SEED = 20_260_101;

  static Payments in(EmbeddedKafka kafka, String topic, int count) throws WrongCellException {
    kafka.createTopic(topic, PARTITIONS);
    SplittableRandom random = new SplittableRandom(SEED);
    long sum = 0;
    AtomicReference<Exception> failure = new AtomicReference<>();
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all", "linger.ms", 20);
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < count; i++) {
        int amount = random.nextInt(1, 100);
        sum += amount;
        var unused =
            producer.send(
                payment(topic, random, amount),
                (metadata, error) -> {
                  if (error != null) {
                    failure.set(error);
                  }
                });
      }
      producer.flush();
    }
    if (failure.get() != null) {
      throw new WrongCellException("the payments could not be written: " + failure.get());
    }
    return new Payments(topic, count, sum);
  }

  private static ProducerRecord<byte[], byte[]> payment(
      String topic, SplittableRandom random, int amount) {
    byte[] account = bytes(Integer.toString(1 + random.nextInt(ACCOUNTS)));
    String body = amount + ";";
    ProducerRecord<byte[], byte[]> payment =
        new ProducerRecord<>(topic, account, bytes(body + "x".repeat(BODY_BYTES - body.length())));
    payment.headers().add("ce_id", bytes(id(random).toString()));
    payment.headers().add("ce_source", bytes("/benchmark"));
    return payment;
  }

  private static UUID id(SplittableRandom random) {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
    return new UUID(high, low);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  List<TopicPartition> partitions() {
    return IntStream.range(0, PARTITIONS).mapToObj(n -> new TopicPartition(topic, n)).toList();
  }

  /** What the body of a payment says. */
  static long amount(byte[] body) {
    long amount = 0;
    for (int i = 0; body[i] != ';'; i++) {
      amount = amount * 10 + (body[i] - '0');
    }
    return amount;
  }

  /** Fails unless every payment had its effect, one time. */
  void check(long applied, long remembered) throws WrongCellException {
    if (applied != sum || remembered != count) {
      throw new WrongCellException(
          "%d of %d were credited, %d of %d ids are remembered"
              .formatted(applied, sum, remembered, count));
    }
  }
}
