// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.kafka.internal.publish.KnownTopics;
import dev.semel.kafka.internal.publish.LiveProducer;
import dev.semel.kafka.internal.publish.PublisherSettings;
import dev.semel.kafka.internal.publish.SendingBatch;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from the outbox to Kafka. Thread-safe.
 *
 * <pre>{@code
 * Relay relay = semel.relay().to(KafkaPublisher.to("broker:9092").build()).start();
 * }</pre>
 *
 * <p>A message becomes a record of the topic it names: its key decides the partition, its headers
 * are those of CloudEvents in binary mode, its time is that at which it was written to the outbox.
 * It is taken when all replicas in sync have it. What is too large, not allowed or for a topic that
 * is not there is refused with the reason; after a timeout nobody knows, and the relay sends it
 * again under the same id. Topics are never created by sending to them.
 *
 * <p>It is not {@link Publisher.InOrder}, although its producer is idempotent: a record that timed
 * out may be followed by one that got through, so of two messages of one key in the same batch the
 * second could be there without the first. The relay therefore hands the next message of a key over
 * when the one before it is there.
 *
 * <p>A producer that has come to a state in which it takes nothing more is replaced by a new one.
 */
public final class KafkaPublisher implements Publisher {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka.publisher");

  /** Shorter than what a relay grants its publisher. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final Supplier<Producer<byte[], byte[]>> making;
  private final Duration silenceMax;
  private final KnownTopics topics;
  private final AutoCloseable admin;
  private LiveProducer producer;
  private boolean closed;

  KafkaPublisher(
      Supplier<Producer<byte[], byte[]>> making,
      Duration silenceMax,
      KnownTopics topics,
      AutoCloseable admin) {
    this.making = making;
    this.silenceMax = silenceMax;
    this.topics = topics;
    this.admin = admin;
    this.producer = new LiveProducer(making.get(), silenceMax);
  }

  /**
   * A publisher for the cluster of these brokers.
   *
   * @param bootstrapServers some of its brokers, as {@code host:port} with commas between them
   */
  public static Builder to(String bootstrapServers) {
    return connecting(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** A publisher with these settings of Kafka's producer, {@code bootstrap.servers} among them. */
  public static Builder connecting(Map<String, ?> settings) {
    return new Builder().connecting(settings);
  }

  @Override
  public void publish(List<OutgoingMessage> batch, Answers answers) throws InterruptedException {
    new SendingBatch(batch, answers, usable(), topics).depart();
  }

  /** The producer, or a new one if it broke. */
  private synchronized LiveProducer usable() {
    if (closed) {
      throw new IllegalStateException(
          "SEMEL-414 this publisher is closed; nothing is sent through it any more");
    }
    Throwable reason = producer.brokenBy();
    if (reason != null) {
      LOG.warn(
          "SEMEL-412 the producer is of no more use and is replaced by a new one; what it had not"
              + " answered is sent again: {}",
          reason.toString());
      producer.close(Duration.ZERO);
      producer = new LiveProducer(making.get(), silenceMax);
    }
    return producer;
  }

  /** Waits a moment for what is on its way; what is not answered then is sent again some day. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    producer.close(CLOSE_PATIENCE);
    close(admin);
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("SEMEL-414 a client of Kafka could not be closed", e);
    }
  }

  /** Collects what a publisher is to be. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Object> settings = new HashMap<>();

    private Builder() {}

    /**
     * More settings of Kafka's producer, such as those of its security. Fixed are the serializers,
     * {@code acks=all} and idempotence; by default a record is given up after {@code
     * delivery.timeout.ms} of 20 seconds, which is to be less than {@code answerWithin} of the
     * relay.
     */
    public Builder connecting(Map<String, ?> settings) {
      this.settings.putAll(settings);
      return this;
    }

    /**
     * Checks everything and connects.
     *
     * @throws IllegalArgumentException {@code SEMEL-401} with all settings that would lose, double
     *     or disorder messages
     */
    public KafkaPublisher build() {
      PublisherSettings checked = PublisherSettings.of(settings);
      Admin admin = Admin.create(checked.ofAdmin());
      try {
        return new KafkaPublisher(
            () -> producer(checked), checked.silenceMax(), topics(admin), () -> close(admin));
      } catch (RuntimeException e) {
        admin.close(Duration.ZERO);
        throw e;
      }
    }

    private static Producer<byte[], byte[]> producer(PublisherSettings settings) {
      return new KafkaProducer<>(
          settings.ofProducer(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KnownTopics topics(Admin admin) {
      DescribeTopicsOptions options =
          new DescribeTopicsOptions().timeoutMs((int) KnownTopics.PATIENCE.toMillis());
      return new KnownTopics(
          names ->
              admin.describeTopics(TopicCollection.ofTopicNames(names), options).topicNameValues());
    }

    private static void close(Admin admin) {
      admin.close(Duration.ZERO);
    }
  }
}
