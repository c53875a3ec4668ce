// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Several threads apply one partition. */
class LoopLanesTest {
  @Test
  void keys_never_overtake_themselves_and_others_go_side_by_side() {
    try (Stage stage = new Stage(1)) {
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      stage.sendNumbers(0, 1_200, 30);
      try (KafkaConsumerLoop loop =
          stage
              .loop(
                  (tx, message) -> {
                    threads.add(Thread.currentThread());
                    stage.writeDownNumber(tx, message);
                    Sql.text(tx.connection(), "select pg_sleep(?::float8)", "0.0005");
                  })
              .lanes(4)
              .batchSizeMax(100)
              .start()) {
        Eventually.holds("all are settled", () -> loop.settled() == 1_200);
      }
      assertThat(threads).hasSize(4);
      for (int key = 0; key < 30; key++) {
        assertThat(stage.appliedInOrder("key-" + key).stream().map(Integer::valueOf).toList())
            .as("key-" + key)
            .hasSize(40)
            .isSorted();
      }
      assertThat(stage.committedSum()).isEqualTo(1_200);
    }
  }

  @Test
  void offsets_are_committed_up_to_the_first_that_is_not_settled_and_no_further() throws Exception {
    try (Stage stage = new Stage(1)) {
      CountDownLatch goOn = new CountDownLatch(1);
      AtomicBoolean held = new AtomicBoolean();
      try (KafkaConsumerLoop loop =
          stage
              .loop(
                  (tx, message) -> {
                    if (message.text().equals("42")) {
                      held.set(true);
                      assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
                    }
                    stage.writeDown(tx, message);
                  })
              .lanes(4)
              .batchSizeMax(10)
              .start()) {
        // So that none of these is in one batch with it.
        stage.sendNumbers(0, 42, 40);
        Eventually.holds("all before it are settled", () -> stage.committedSum() == 42);
        stage.sendNumbers(42, 358, 40);
        Eventually.holds("one is held", held::get);
        Eventually.holds("later ones are settled", () -> stage.count() > 60);
        assertThat(loop.settled()).isGreaterThan(43);
        assertThat(stage.committedSum()).isEqualTo(42);
        // Pauses when so many are on their way behind it: at most 4 × 10, and one poll.
        Eventually.holds("it stands still", () -> standsStill(loop));
        assertThat(loop.settled()).isLessThan(150);
        goOn.countDown();
        stage.awaitEffects(400);
      }
      stage.assertAppliedOnce(0, 400);
      assertThat(stage.committedSum()).isEqualTo(400);
    }
  }

  private static boolean standsStill(KafkaConsumerLoop loop) {
    long before = loop.settled();
    long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    while (System.nanoTime() - until < 0) {
      if (loop.settled() != before) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return true;
  }

  @Test
  void a_loop_that_is_paused_fetches_nothing_and_keeps_its_partitions() {
    try (Stage stage = new Stage(1)) {
      try (KafkaConsumerLoop loop = stage.loop().start()) {
        stage.sendNumbers(0, 10, 2);
        stage.awaitEffects(10);
        loop.pause();
        Eventually.holds("it stands still", () -> standsStill(loop));
        stage.sendNumbers(10, 10, 2);
        assertThat(standsStill(loop)).isTrue();
        assertThat(stage.count()).isEqualTo(10);
        loop.resume();
        stage.awaitEffects(20);
      }
      stage.assertAppliedOnce(0, 20);
    }
  }
}
