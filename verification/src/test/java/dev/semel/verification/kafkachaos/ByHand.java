// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A poll loop as many applications have one, on a thread of its own. */
final class ByHand implements AutoCloseable {
  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  /** What is done with the records, in which order. */
  interface Way {
    /** Whether the offsets are committed before the effects. */
    default boolean offsetsFirst() {
      return false;
    }

    /**
     * Applies a record if it was not applied before.
     *
     * @return whether it was applied now
     */
    boolean settle(ConsumerRecord<byte[], byte[]> message) throws SQLException;
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Way way;
  private final Work work;
  private final Thread thread = new Thread(this::run, "by-hand");
  private volatile boolean over;

  private ByHand(WorkerPlan plan, Way way, Work work) {
    Map<String, Object> settings = new HashMap<>(plan.consumerSettings());
    settings.put("enable.auto.commit", false);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.way = way;
    this.work = work;
    consumer.subscribe(List.of(plan.text("topic")));
  }

  static ByHand start(WorkerPlan plan, Way way, Work work) {
    ByHand loop = new ByHand(plan, way, work);
    loop.thread.start();
    return loop;
  }

  @Override
  public void close() {
    over = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      while (!over) {
        ConsumerRecords<byte[], byte[]> messages = consumer.poll(Duration.ofMillis(200));
        if (!messages.isEmpty()) {
          take(messages);
        }
      }
    } catch (WakeupException e) {
      if (!over) {
        throw e;
      }
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> messages) {
    if (way.offsetsFirst()) {
      commit();
    }
    int applied = 0;
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      applied += settle(message) ? 1 : 0;
    }
    work.settled(messages.count(), applied, messages.count() - applied, 0);
    commit();
  }

  private boolean settle(ConsumerRecord<byte[], byte[]> message) {
    while (true) {
      try {
        return way.settle(message);
      } catch (SQLException e) { // The database is away.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void commit() {
    try {
      consumer.commitSync();
    } catch (KafkaException e) {
      // The broker is away, or the partition is somebody else's: they are delivered again.
    }
  }
}
