// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.kafka.internal.transform.TransformLoop;
import dev.semel.kafka.internal.transform.TransformSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records of some topics, makes others of them and writes those, with the place it has come
 * to, in one transaction of Kafka. Thread-safe.
 *
 * <pre>{@code
 * try (KafkaTransform transform =
 *     KafkaTransform.named("enrich")
 *         .connecting(Map.of("bootstrap.servers", "broker:9092"))
 *         .topics("orders")
 *         .apply(order -> List.of(new ProducerRecord<>("invoices", order.key(), invoice(order))))
 *         .start()) { ... }
 * }</pre>
 *
 * <p>For those who read the results with {@code isolation.level=read_committed}, each record has
 * been transformed once, whoever died in between. <strong>That ends where Kafka ends.</strong> A
 * step may run again for a record whose transaction was aborted, so whatever it does elsewhere, in
 * a database, at a gateway, in a cache, happens again: no transaction of Kafka covers it. For such
 * effects there is {@code KafkaConsumerLoop}, and the outbox for what they tell others.
 *
 * <p>A record whose step throws, or whose results Kafka refuses, is tried again; records of other
 * partitions go on. The tries are counted in memory. When they are spent, the transform stops, or
 * the record goes to {@code <topic>-dlt} in the same transaction.
 */
public final class KafkaTransform implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka.transform");
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final TransformLoop loop;
  private final Thread thread;

  private KafkaTransform(TransformLoop loop, String name) {
    this.loop = loop;
    this.thread = new Thread(loop, "semel-transform-" + name);
    thread.setDaemon(true);
  }

  /** What is made of a record. */
  @FunctionalInterface
  public interface Step {
    /** Returns what is to be written for it; nothing is fine. May be asked again for a record. */
    List<ProducerRecord<byte[], byte[]>> apply(ConsumerRecord<byte[], byte[]> incoming)
        throws Exception;
  }

  /**
   * A transform; all processes that share its work have its name.
   *
   * @param name its group of consumers, and the beginning of its transactional ids
   */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Why it stopped by itself, if it did. */
  public Optional<Exception> failure() {
    return Optional.ofNullable(loop.failure());
  }

  /** Ends after the transaction that is under way, and leaves the group. */
  @Override
  public void close() {
    loop.stop();
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn(
          "SEMEL-428 {} does not end; its transaction is aborted when transaction.timeout.ms is"
              + " over",
          thread.getName());
    }
  }

  /** Collects what a transform is to be. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final Map<String, Object> settings = new HashMap<>();
    private List<String> topics = List.of();
    private @Nullable Step step;
    private String instance = Uuid.randomUuid().toString();
    private int attemptsMax = 10;
    private boolean deadLetters;

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /** Settings of Kafka's consumer and producer, {@code bootstrap.servers} among them. */
    public Builder connecting(Map<String, ?> settings) {
      this.settings.putAll(settings);
      return this;
    }

    /** What it reads. */
    public Builder topics(String... topics) {
      this.topics = List.of(topics);
      return this;
    }

    /** What it makes of each record. */
    public Builder apply(Step step) {
      this.step = Objects.requireNonNull(step, "step");
      return this;
    }

    /**
     * What this process is called, and never two at once: one that comes back under its name aborts
     * the transaction it left open at once, instead of after {@code transaction.timeout.ms}. A new
     * name by default.
     */
    public Builder instance(String instance) {
      this.instance = Objects.requireNonNull(instance, "instance");
      return this;
    }

    /** How often a record is tried; 10 by default. */
    public Builder attemptsMax(int attempts) {
      this.attemptsMax = attempts;
      return this;
    }

    /**
     * A record that was tried too often goes to {@code <topic>-dlt}, with the headers known from
     * Spring Kafka, instead of stopping the transform.
     */
    public Builder deadLetters() {
      this.deadLetters = true;
      return this;
    }

    /**
     * Checks everything and starts the thread, a daemon.
     *
     * @throws IllegalArgumentException {@code SEMEL-401} with all that is wrong
     */
    public KafkaTransform start() {
      Step chosen = checkedStep();
      TransformSettings checked = new TransformSettings(settings, name, instance);
      TransformLoop loop =
          new TransformLoop(checked, topics, chosen::apply, attemptsMax, deadLetters);
      KafkaTransform transform = new KafkaTransform(loop, name);
      transform.thread.start();
      return transform;
    }

    private Step checkedStep() {
      List<String> problems = new ArrayList<>(TransformSettings.problems(settings));
      if (topics.isEmpty()) {
        problems.add("there is nothing to read: call topics(...)");
      }
      if (step == null) {
        problems.add("there is nothing to do: call apply(...)");
      }
      if (attemptsMax < 1) {
        problems.add("attemptsMax is %d, it must be 1 or more".formatted(attemptsMax));
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(
            "SEMEL-401 transform %s: %s".formatted(name, String.join("; ", problems)));
      }
      return Objects.requireNonNull(step, "step");
    }
  }
}
