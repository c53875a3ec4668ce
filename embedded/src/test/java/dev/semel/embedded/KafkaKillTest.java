// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.embedded.internal.run.Poll;
import dev.semel.embedded.internal.run.ProcessMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class KafkaKillTest {
  private static final int KILLS = 3;
  private static final int ACKNOWLEDGED_BETWEEN_KILLS = 300;
  private static final int IN_FLIGHT_MAX = 200;

  private final AtomicInteger ids = new AtomicInteger();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<Exception> broken = new ConcurrentLinkedQueue<>();

  @Test
  void every_acknowledged_message_survives_kill_minus_nine() throws Exception {
    try (var kafka = KafkaCache.broker().topic("orders", 3).start()) {
      for (int kill = 1; kill <= KILLS; kill++) {
        int enough = acknowledged.size() + ACKNOWLEDGED_BETWEEN_KILLS;
        List<ProcessHandle> processes = Runs.processesOf(kafka.dataDirectory());
        assertThat(processes).extracting(ProcessHandle::pid).containsExactly(kafka.pid());
        Thread sender = senderOf(kafka, enough);
        int brokenBefore = broken.size();
        assertThat(sender.isAlive()).isTrue();

        Thread.currentThread().interrupt();
        kafka.kill();

        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(processes).noneMatch(process -> ProcessMark.of(process.pid()).isPresent());
        assertThat(kafka.isRunning()).isFalse();
        sender.join();
        assertThat(broken).as("sends that the kill cut off").hasSizeGreaterThan(brokenBefore);
        kafka.kill();
        long start = System.nanoTime();
        kafka.restart();
        System.out.printf(
            "kill %d: %d acknowledged, %d cut off; back in %d ms%n",
            kill, acknowledged.size(), broken.size(), (System.nanoTime() - start) / 1_000_000);
      }
      assertThat(Messages.in(kafka, "orders")).containsAll(acknowledged);
    }
  }

  /**
   * A sender that is at it, with so many messages acknowledged. The first that comes after a
   * restart may be refused, by a partition that nobody leads yet; then there is another one.
   */
  private Thread senderOf(EmbeddedKafka kafka, int enough) {
    List<Thread> senders = new ArrayList<>();
    boolean sent =
        Poll.until(
            Messages.PATIENCE,
            () -> {
              if (senders.isEmpty() || !senders.get(senders.size() - 1).isAlive()) {
                senders.add(new Thread(() -> sendUntilBroken(kafka)));
                senders.get(senders.size() - 1).start();
              }
              return acknowledged.size() >= enough;
            });
    assertThat(sent).as("%d acknowledged by %d senders", enough, senders.size()).isTrue();
    return senders.get(senders.size() - 1);
  }

  /** A failed send ends it; what the broker got and could not acknowledge is in doubt, not lost. */
  private void sendUntilBroken(EmbeddedKafka kafka) {
    Map<String, Object> once =
        Map.of(
            "retries",
            0,
            "enable.idempotence",
            false,
            "delivery.timeout.ms",
            3000,
            "request.timeout.ms",
            2500,
            "linger.ms",
            0,
            "max.block.ms",
            3000);
    AtomicInteger open = new AtomicInteger();
    int brokenBefore = broken.size();
    try (var producer = Messages.producer(kafka, once)) {
      while (broken.size() == brokenBefore) {
        String value = Integer.toString(ids.incrementAndGet());
        open.incrementAndGet();
        producer.send(
            new ProducerRecord<>("orders", value, value),
            (metadata, failure) -> {
              open.decrementAndGet();
              if (failure == null) {
                acknowledged.add(value);
              } else {
                broken.add(failure);
              }
            });
        Poll.until(Messages.PATIENCE, () -> open.get() < IN_FLIGHT_MAX);
      }
      producer.close(Duration.ZERO);
    }
  }
}
