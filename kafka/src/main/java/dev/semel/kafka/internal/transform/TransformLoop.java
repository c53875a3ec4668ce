// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.transform;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns of a transform: poll, transact, and after any trouble go back to what is committed. All
 * on one thread, so a rebalance never finds a transaction open.
 */
public final class TransformLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka.transform");
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS_FIRST = 100;
  private static final long PAUSE_MILLIS_LONGEST = 10_000;

  private final TransformSettings settings;
  private final List<String> topics;
  private final TransformStep step;
  private final TransformTries tries;
  private final boolean deadLetters;
  private final Consumer<byte[], byte[]> consumer;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** Where each partition began that nothing is committed of yet. */
  private final Map<TopicPartition, Long> beginnings = new HashMap<>();

  private @Nullable Producer<byte[], byte[]> producer;
  private boolean astray;
  private long pauseMillis = PAUSE_MILLIS_FIRST;
  private volatile @Nullable Exception failure;

  public TransformLoop(
      TransformSettings settings,
      List<String> topics,
      TransformStep step,
      int attemptsMax,
      boolean deadLetters) {
    this.settings = settings;
    this.topics = topics;
    this.step = step;
    this.tries = new TransformTries(attemptsMax);
    this.deadLetters = deadLetters;
    this.consumer =
        new KafkaConsumer<>(
            settings.ofConsumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  public void stop() {
    stopping.countDown();
  }

  public @Nullable Exception failure() {
    return failure;
  }

  @Override
  public void run() {
    try (consumer) {
      consumer.subscribe(topics, new Forgetting());
      while (stopping.getCount() > 0 && failure == null) {
        turn();
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
      LOG.error("SEMEL-428 transform {} cannot go on", settings.name(), e);
    } finally {
      drop();
    }
  }

  private void turn() throws InterruptedException {
    try {
      Producer<byte[], byte[]> transactional = producer();
      if (astray) {
        goBack();
      }
      ConsumerRecords<byte[], byte[]> polled = poll();
      if (!polled.isEmpty()) {
        transact(transactional, polled);
      }
      pauseMillis = PAUSE_MILLIS_FIRST;
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      trouble(e);
    }
  }

  /** The producer; a new one first ends what the one before it left open under the same id. */
  private Producer<byte[], byte[]> producer() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              settings.ofProducer(), new ByteArraySerializer(), new ByteArraySerializer());
      astray = true;
      try {
        producer.initTransactions();
      } catch (RuntimeException e) {
        drop();
        throw e;
      }
    }
    return producer;
  }

  /** Polls, but for the partitions whose record is to be tried again later. */
  private ConsumerRecords<byte[], byte[]> poll() {
    Set<TopicPartition> assigned = consumer.assignment();
    consumer.resume(consumer.paused());
    consumer.pause(tries.waiting(assigned, System.nanoTime()));
    return consumer.poll(POLL);
  }

  private void transact(
      Producer<byte[], byte[]> transactional, ConsumerRecords<byte[], byte[]> polled) {
    for (TopicPartition partition : polled.partitions()) {
      beginnings.putIfAbsent(partition, polled.records(partition).get(0).offset());
    }
    TransformTransaction transaction =
        new TransformTransaction(settings, step, tries, deadLetters, transactional);
    try {
      transaction.run(consumer, polled);
    } catch (RuntimeException e) {
      giveUp(transaction, transactional, e);
      throw e;
    } finally {
      failure = transaction.stoppedBy();
    }
  }

  /** What cannot even be aborted is ended by the next producer. */
  private void giveUp(
      TransformTransaction transaction,
      Producer<byte[], byte[]> transactional,
      RuntimeException error) {
    astray = true;
    transaction.blame();
    try {
      transactional.abortTransaction();
    } catch (RuntimeException e) {
      error.addSuppressed(e);
      drop();
    }
  }

  private void trouble(RuntimeException error) throws InterruptedException {
    LOG.warn(
        "SEMEL-428 transform {} gave up a round and begins anew at what is committed, in {} ms{}",
        settings.name(),
        pauseMillis,
        producer == null ? ", with a new producer" : "",
        error);
    boolean unused = stopping.await(pauseMillis, TimeUnit.MILLISECONDS);
    pauseMillis = Math.min(2 * pauseMillis, PAUSE_MILLIS_LONGEST);
  }

  /** To the committed places; asking for them waits for the end of transactions of others. */
  private void goBack() {
    Set<TopicPartition> assigned = consumer.assignment();
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(assigned, PATIENCE);
    for (TopicPartition partition : assigned) {
      OffsetAndMetadata place = committed.get(partition);
      Long beginning = beginnings.get(partition);
      if (place != null) {
        consumer.seek(partition, place);
      } else if (beginning != null) {
        consumer.seek(partition, beginning);
      }
    }
    astray = false;
  }

  private void drop() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  /** What is known of a partition is of no use once somebody else has had it. */
  private final class Forgetting implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      beginnings.keySet().removeAll(partitions);
      partitions.forEach(tries::forget);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
  }
}
