// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import dev.semel.Semel;
import dev.semel.benchmarks.WrongCellException;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.SemelEvent;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/** The same work done by the consumer loop, as its users write it. For one use. */
final class ByLoop {
  private static final long MINUTES_MAX = 5;

  private final Payments payments;
  private final AtomicLong began = new AtomicLong();
  private final AtomicLong settled = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile long endedAt;

  ByLoop(Payments payments) {
    this.payments = payments;
  }

  /** The time from the first effect to the end of the last commit. */
  long consume(DataSource pool, String bootstrapServers, String scope, int batch)
      throws InterruptedException, WrongCellException {
    Semel semel = Semel.with(pool).listener(this::hear).build();
    KafkaConsumerLoop loop =
        KafkaConsumerLoop.in(semel)
            .named(scope)
            .connecting(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"))
            .partitions(payments.partitions().toArray(new TopicPartition[0]))
            .batchSizeMax(batch)
            .apply(
                (tx, payment) -> {
                  began.compareAndSet(0, System.nanoTime());
                  tx.add(
                      ByHand.EFFECT,
                      Payments.amount(payment.value()),
                      Integer.parseInt(payment.key().orElseThrow()));
                })
            .start();
    try (loop) {
      if (!ended.await(MINUTES_MAX, TimeUnit.MINUTES)) {
        throw new WrongCellException(
            "%s of %d records were settled".formatted(settled, payments.count()));
      }
    }
    return endedAt - began.get();
  }

  private void hear(SemelEvent event) {
    if (event instanceof InboxEvent.Taken taken
        && settled.addAndGet(taken.delivered()) == payments.count()) {
      endedAt = System.nanoTime();
      ended.countDown();
    }
  }
}
