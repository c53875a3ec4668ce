// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Setting;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.WrongCellException;
import dev.semel.embedded.EmbeddedKafka;
import dev.semel.kafka.KafkaPublisher;
import dev.semel.spi.RelayEvent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A backlog in the outbox is taken to Kafka by a relay; the same messages are sent from memory by a
 * bare producer. Both wait for all replicas and are idempotent, and the relay's cursor waits for
 * the disk. For one thread.
 */
final class Relaying {
  static final int BATCH = 500;

  private static final int WARM_UP_MESSAGES = 20_000;
  private static final int WARM_UP_TIMES = 3;
  private static final int POOL = 2;
  private static final int MINUTES_MAX = 10;

  /** Who sends. */
  enum Way {
    RELAY("relay with KafkaPublisher, out of the outbox"),
    BARE("bare producer, out of memory: send 500, flush, repeat");

    private final String label;

    Way(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  private final Rig rig;
  private final EmbeddedKafka kafka;
  private final Orders orders;
  private final FreshTopic topic;
  private final List<Map<Way, Double>> rounds = new ArrayList<>();
  private int relays;

  Relaying(Rig rig, EmbeddedKafka kafka) {
    this.rig = rig;
    this.kafka = kafka;
    this.orders = new Orders(rig);
    this.topic = new FreshTopic(kafka, Orders.TOPIC);
  }

  void run(int messages, int times, PrintStream raw) throws Exception {
    orders.fill(rig.pool(Setting.FSYNC), Math.min(messages, WARM_UP_MESSAGES));
    for (int i = 0; i < WARM_UP_TIMES; i++) {
      var unused = round(i);
    }
    orders.fill(rig.pool(Setting.FSYNC), messages);
    raw.println("#\tround\tway\tmessages/s");
    for (int i = 0; i < times; i++) {
      Map<Way, Double> round = round(i);
      rounds.add(round);
      for (Map.Entry<Way, Double> cell : round.entrySet()) {
        raw.println(line(i, cell.getKey(), cell.getValue()));
      }
    }
    orders.clear();
  }

  private static String line(int round, Way way, double perSecond) {
    return String.format(Locale.ROOT, "relay\t%d\t%s\t%.0f", round, way.label(), perSecond);
  }

  /** Each round begins with the other one. */
  private Map<Way, Double> round(int number) throws Exception {
    Map<Way, Double> round = new EnumMap<>(Way.class);
    for (int i = 0; i < Way.values().length; i++) {
      Way way = Way.values()[(number + i) % Way.values().length];
      round.put(way, cell(way));
    }
    return round;
  }

  /** Messages per second, after the topic was found right. */
  private double cell(Way way) throws Exception {
    rig.run("checkpoint");
    long nanos = way == Way.RELAY ? relay() : bare();
    orders.check(topic.take());
    return orders.count() * 1e9 / nanos;
  }

  private long relay() throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch all = new CountDownLatch(1);
    try (HikariDataSource pool = rig.pool(Setting.FSYNC, POOL)) {
      Semel semel =
          Semel.with(pool)
              .listener(
                  event -> {
                    if (event instanceof RelayEvent.Sent some
                        && sent.addAndGet(some.messages()) >= orders.count()) {
                      all.countDown();
                    }
                  })
              .build();
      try (Relay relay =
          semel
              .relay()
              .named("to-kafka-" + ++relays)
              .batchSizeMax(BATCH)
              .to(KafkaPublisher.to(kafka.bootstrapServers()).build())
              .build()) {
        long began = System.nanoTime();
        var unused = relay.start();
        if (!all.await(MINUTES_MAX, TimeUnit.MINUTES)) {
          throw new WrongCellException(
              "%d of %d were taken in %d minutes"
                  .formatted(sent.get(), orders.count(), MINUTES_MAX));
        }
        return System.nanoTime() - began;
      }
    }
  }

  private long bare() throws WrongCellException {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      long began = System.nanoTime();
      for (int number = 1; number <= orders.count(); number++) {
        var unused =
            producer.send(
                orders.made(Orders.TOPIC, number),
                (metadata, error) -> {
                  if (error != null) {
                    failure.set(error);
                  }
                });
        if (number % BATCH == 0) {
          producer.flush();
        }
      }
      producer.flush();
      long nanos = System.nanoTime() - began;
      if (failure.get() != null) {
        throw new WrongCellException("the bare producer failed: " + failure.get());
      }
      return nanos;
    }
  }

  int messages() {
    return orders.count();
  }

  Spread of(Way way) {
    return Spread.of(rounds.stream().mapToDouble(round -> of(round, way)).toArray());
  }

  /** The rate of the relay as a multiple of the bare producer's in the same round. */
  Spread ratio() {
    return Spread.of(
        rounds.stream().mapToDouble(round -> of(round, Way.RELAY) / of(round, Way.BARE)).toArray());
  }

  private static double of(Map<Way, Double> round, Way way) {
    return Objects.requireNonNull(round.get(way), "every round has every way");
  }
}
