// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.transform;

import dev.semel.kafka.internal.publish.SendVerdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction: of each partition the records up to the first that fails, what was made of them,
 * and the place behind them. What it left is read again. For one thread, and one use.
 */
final class TransformTransaction {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka.transform");

  private final TransformSettings settings;
  private final TransformStep step;
  private final TransformTries tries;
  private final boolean deadLetters;
  private final Producer<byte[], byte[]> producer;
  private final Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
  private final AtomicReference<@Nullable Blame> blame = new AtomicReference<>();
  private @Nullable Exception stoppedBy;

  private record Blame(ConsumerRecord<?, ?> incoming, Exception error) {}

  TransformTransaction(
      TransformSettings settings,
      TransformStep step,
      TransformTries tries,
      boolean deadLetters,
      Producer<byte[], byte[]> producer) {
    this.settings = settings;
    this.step = step;
    this.tries = tries;
    this.deadLetters = deadLetters;
    this.producer = producer;
  }

  /** Commits, or throws what kept it from it; then it is to be aborted. */
  void run(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled) {
    long deadline = System.nanoTime() + settings.transactionBudget().toNanos();
    producer.beginTransaction();
    for (TopicPartition partition : polled.partitions()) {
      transform(consumer, partition, polled.records(partition), deadline);
    }
    if (behind.isEmpty()) {
      producer.abortTransaction();
      return;
    }
    producer.sendOffsetsToTransaction(behind, consumer.groupMetadata());
    producer.commitTransaction();
    behind.forEach((partition, place) -> tries.passed(partition, place.offset()));
  }

  private void transform(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      List<ConsumerRecord<byte[], byte[]>> records,
      long deadline) {
    for (ConsumerRecord<byte[], byte[]> incoming : records) {
      boolean inTime = System.nanoTime() - deadline < 0;
      if (stoppedBy != null || !inTime || !isTransformed(incoming)) {
        consumer.seek(partition, incoming.offset());
        return;
      }
      behind.put(
          partition, new OffsetAndMetadata(incoming.offset() + 1, incoming.leaderEpoch(), ""));
    }
  }

  private boolean isTransformed(ConsumerRecord<byte[], byte[]> incoming) {
    if (tries.spent(incoming)) {
      return isPutAside(incoming);
    }
    List<ProducerRecord<byte[], byte[]>> made;
    try {
      made = step.apply(incoming);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      tries.failed(incoming, e, System.nanoTime());
      return tries.spent(incoming) && isPutAside(incoming);
    }
    made.forEach(outgoing -> send(outgoing, incoming));
    return true;
  }

  private void send(
      ProducerRecord<byte[], byte[]> outgoing, ConsumerRecord<byte[], byte[]> incoming) {
    var unused =
        producer.send(
            outgoing,
            (metadata, error) -> {
              if (error != null) {
                blame.compareAndSet(null, new Blame(incoming, error));
              }
            });
  }

  private boolean isPutAside(ConsumerRecord<byte[], byte[]> incoming) {
    Exception error = tries.lastError(incoming);
    if (!deadLetters) {
      stop(incoming, error, "let such records go to %s-dlt with deadLetters()");
      return false;
    }
    LOG.warn(
        "SEMEL-427 transform {}: record {} failed {} times and goes to {}-dlt: {}",
        settings.name(),
        place(incoming),
        tries.attempts(incoming),
        incoming.topic(),
        error.getClass().getName());
    send(TransformDeadLetter.of(incoming, settings.name(), error), incoming);
    return true;
  }

  private void stop(ConsumerRecord<?, ?> incoming, Exception error, String otherwise) {
    stoppedBy =
        new KafkaException(
            ("SEMEL-427 transform %s stops: record %s failed %d times. Nothing after it in its"
                    + " partition is transformed. Repair the step, or "
                    + otherwise
                    + ", and start it again")
                .formatted(
                    settings.name(), place(incoming), tries.attempts(incoming), incoming.topic()),
            error);
    LOG.error("{}", stoppedBy.getMessage(), error);
  }

  private static String place(ConsumerRecord<?, ?> incoming) {
    return "%s-%d@%d".formatted(incoming.topic(), incoming.partition(), incoming.offset());
  }

  /** Counts a try for the record whose results Kafka did not take; an outage is nobody's fault. */
  void blame() {
    Blame first = blame.get();
    if (first == null || !isTheRecords(first.error())) {
      return;
    }
    if (tries.spent(first.incoming())) {
      stop(first.incoming(), first.error(), "see to it that %s-dlt takes it");
    } else {
      tries.failed(first.incoming(), first.error(), System.nanoTime());
    }
  }

  private static boolean isTheRecords(Exception error) {
    SendVerdict verdict = SendVerdict.of(error);
    return verdict == SendVerdict.REFUSED || verdict == SendVerdict.FAILED;
  }

  /** Why the transform has to stop, if it has to. */
  @Nullable Exception stoppedBy() {
    return stoppedBy;
  }
}
