// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Effect;
import dev.semel.Tx;
import dev.semel.kafka.KafkaConsumerBuilder;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.kafka.KafkaMessage;
import dev.semel.spi.InboxEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions move while effects run. */
class LoopRebalanceTest {
  private static KafkaConsumerBuilder member(
      Stage stage, String protocol, Effect.ForEach<KafkaMessage> effect) {
    Map<String, Object> settings = stage.connection("group.protocol", protocol);
    if (protocol.equals("classic")) {
      settings.put("heartbeat.interval.ms", 300);
    }
    return stage.loop(effect).connecting(settings).lanes(2);
  }

  /** Slow enough that a rebalance meets it in the middle of a transaction. */
  private static void slowly(Stage stage, Tx tx, KafkaMessage message) throws Exception {
    stage.writeDown(tx, message);
    stage.writeDownNumber(tx, message);
    Sql.text(tx.connection(), "select pg_sleep(0.001)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void members_come_and_go_in_the_middle_of_transactions_and_every_effect_happens_once(
      String protocol) {
    try (Stage stage = new Stage(6)) {
      Feed feed = new Feed(stage);
      try (KafkaConsumerLoop steady =
          member(stage, protocol, (tx, m) -> slowly(stage, tx, m)).start()) {
        for (int storm = 0; storm < 4; storm++) {
          try (KafkaConsumerLoop guest =
              member(stage, protocol, (tx, m) -> slowly(stage, tx, m)).start()) {
            Eventually.holds(
                "the guest works",
                () -> {
                  feed.keepBusy();
                  return guest.settled() > 0;
                });
          }
        }
        stage.awaitEffects(feed.sent);
        assertThat(steady.settled()).isPositive();
      }
      stage.assertAppliedOnce(0, feed.sent);
      assertThat(stage.heard.all(InboxEvent.Revoked.class)).hasSizeGreaterThanOrEqualTo(5);
      assertKeysNeverOvertook(stage, 60);
      assertThat(stage.committedSum()).isEqualTo(feed.sent);
    }
  }

  /** Always has some more than was applied, so that a rebalance meets work. */
  private static final class Feed {
    private final Stage stage;
    private int sent;

    Feed(Stage stage) {
      this.stage = stage;
    }

    void keepBusy() {
      if (sent - stage.count() < 200) {
        stage.sendNumbers(sent, 200, 60);
        sent += 200;
      }
    }
  }

  private static void assertKeysNeverOvertook(Stage stage, int keys) {
    for (int key = 0; key < keys; key++) {
      List<Integer> numbers =
          stage.appliedInOrder("key-" + key).stream().map(Integer::valueOf).toList();
      assertThat(numbers).as("key-" + key).isSorted();
    }
  }

  @Test
  void two_consumers_that_have_the_same_message_in_hand_apply_it_once() throws Exception {
    try (Stage stage = new Stage(1)) {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      AtomicInteger runs = new AtomicInteger();
      stage.sendNumbers(0, 1, 1);
      try (KafkaConsumerLoop first =
          stage
              .loop(
                  (tx, message) -> {
                    runs.incrementAndGet();
                    stage.writeDown(tx, message);
                    running.countDown();
                    assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
                  })
              .start()) {
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        try (KafkaConsumerLoop second =
            stage
                .bare()
                .partitions(new TopicPartition(stage.topic, 0))
                .apply(
                    (tx, message) -> {
                      runs.incrementAndGet();
                      stage.writeDown(tx, message);
                    })
                .start()) {
          Eventually.holds(
              "another consumer has the same message in hand",
              () -> stage.db.waitingForLocks() > 0);
          goOn.countDown();
          Eventually.holds("both are settled", () -> first.settled() + second.settled() == 2);
        }
      }
      assertThat(runs).hasValueBetween(1, 2);
      stage.assertAppliedOnce(0, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void an_effect_that_takes_longer_than_the_poll_interval_costs_no_membership(String protocol) {
    try (Stage stage = new Stage(1)) {
      Map<String, Object> settings = stage.connection("group.protocol", protocol);
      settings.put("max.poll.interval.ms", 1_500);
      if (protocol.equals("classic")) {
        settings.put("session.timeout.ms", 6_000);
      }
      List<String> order = new ArrayList<>();
      try (KafkaConsumerLoop loop =
          stage
              .loop(
                  (tx, message) -> {
                    order.add(message.text());
                    Sql.text(tx.connection(), "select pg_sleep(4)");
                    stage.writeDown(tx, message);
                  })
              .connecting(settings)
              .start()) {
        stage.sendNumbers(0, 1, 1);
        stage.awaitEffects(1);
        Eventually.holds("it is committed", () -> stage.committedSum() == 1);
        assertThat(loop.settled()).isEqualTo(1);
      }
      assertThat(order).containsExactly("0");
      assertThat(stage.heard.all(InboxEvent.Revoked.class))
          .filteredOn(InboxEvent.Revoked::lost)
          .isEmpty();
      assertThat(stage.heard.all(InboxEvent.Assigned.class)).hasSize(1);
    }
  }

  @Test
  void what_is_closed_in_the_middle_of_an_effect_waits_for_it_and_no_longer_than_it_may()
      throws Exception {
    try (Stage stage = new Stage(1)) {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      KafkaConsumerLoop stuck =
          stage
              .loop(
                  (tx, message) -> {
                    running.countDown();
                    assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
                    stage.writeDown(tx, message);
                  })
              .start();
      stage.sendNumbers(0, 1, 1);
      assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
      long began = System.nanoTime();
      stuck.close(Duration.ofMillis(500));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      assertThat(stage.committed().values()).allSatisfy(o -> assertThat(o.offset()).isZero());
      goOn.countDown();

      CountDownLatch again = new CountDownLatch(1);
      KafkaConsumerLoop patient =
          stage
              .loop(
                  (tx, message) -> {
                    again.countDown();
                    Sql.text(tx.connection(), "select pg_sleep(1)");
                    stage.writeDown(tx, message);
                  })
              .start();
      stage.sendNumbers(1, 1, 1);
      assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
      patient.close();
      stage.assertAppliedOnce(0, 2);
      assertThat(stage.committedSum()).isEqualTo(2);
    }
  }
}
