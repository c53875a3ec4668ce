// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Inbox;
import dev.semel.Tx;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.kafka.KafkaMessage;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.MemoryPublisher;
import dev.semel.spi.OutgoingMessage;
import dev.semel.verification.databases.Eventually;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A message that fails waits in the database; those of its key wait for it, and nobody else. */
class LoopPoisonTest {
  private final AtomicBoolean poisonous = new AtomicBoolean(true);

  private void apply(Stage stage, Tx tx, KafkaMessage message) throws Exception {
    if (poisonous.get() && message.text().equals("13")) {
      throw new IllegalStateException("the account is closed");
    }
    stage.writeDownNumber(tx, message);
  }

  @Test
  void poison_is_tried_again_while_other_keys_go_on_and_then_parked_with_its_key_behind_it() {
    try (Stage stage = new Stage(2);
        KafkaConsumerLoop loop =
            stage
                .loop((tx, message) -> apply(stage, tx, message))
                .attemptsMax(3)
                .retryingAfter(Duration.ofMillis(10), Duration.ofMillis(20))
                .start()) {
      stage.sendNumbers(0, 100, 10);
      stage.heard.await(InboxEvent.Parked.class, p -> "m13".equals(p.messageId()));
      Eventually.holds("all are settled", () -> stage.committedSum() == 100);
      assertThat(stage.heard.all(InboxEvent.Retrying.class)).isNotEmpty();
      assertThat(stage.inbox().parked(10))
          .singleElement()
          .satisfies(
              parked -> {
                assertThat(parked.why()).isEqualTo(InboxEvent.Why.FAILED);
                assertThat(parked.attempts()).isEqualTo(3);
                assertThat(parked.behind()).isEqualTo(8);
                assertThat(parked.error()).contains("the account is closed");
              });
      assertThat(stage.appliedInOrder("key-3")).containsExactly("3");
      assertThat(stage.appliedInOrder("key-4")).hasSize(10);

      stage.sendNumbers(103, 1, 10);
      Eventually.holds("one more is settled", () -> stage.committedSum() == 101);
      assertThat(stage.appliedInOrder("key-3")).containsExactly("3");

      poisonous.set(false);
      stage.inbox().retry(stage.inbox().parked(1).get(0).number());
      Eventually.holds("its key flows", () -> stage.appliedInOrder("key-3").size() == 11);
      assertThat(stage.appliedInOrder("key-3"))
          .containsExactly("3", "13", "23", "33", "43", "53", "63", "73", "83", "93", "103");
      assertThat(loop.settled()).isEqualTo(101);
    }
  }

  @Test
  void what_is_tried_again_from_the_database_is_what_came_from_the_topic() {
    try (Stage stage = new Stage(1)) {
      StringBuilder seen = new StringBuilder();
      AtomicBoolean failed = new AtomicBoolean();
      stage.send(stage.record("k", "v"), "id", "1", "h", "first", "h", "second");
      stage.flush();
      try (KafkaConsumerLoop loop =
          stage
              .loop(
                  (tx, message) -> {
                    if (failed.compareAndSet(false, true)) {
                      throw new IllegalStateException("once");
                    }
                    seen.append(message)
                        .append(message.key())
                        .append(message.text())
                        .append(message.headers())
                        .append(message.header("h"))
                        .append(message.timestamp().isPresent());
                  })
              .retryingAfter(Duration.ofMillis(1), Duration.ofMillis(1))
              .build()) {
        assertThat(loop.runOnce(Duration.ofSeconds(20))).isEqualTo(1);
        Eventually.holds(
            "it was tried again",
            () -> loop.runOnce(Duration.ofSeconds(20)) >= 0 && seen.length() > 0);
      }
      assertThat(seen)
          .hasToString(
              "1 at %s-0@0Optional[k]v[id, h, h]Optional[second]true".formatted(stage.topic));
    }
  }

  @Test
  void a_parked_message_is_told_of_with_the_headers_that_spring_kafkas_users_know() {
    try (Stage stage = new Stage(1)) {
      stage.sendNumbers(13, 1, 10);
      try (KafkaConsumerLoop loop =
          stage
              .loop((tx, message) -> apply(stage, tx, message))
              .attemptsMax(1)
              .deadLetters()
              .build()) {
        assertThat(loop.runOnce(Duration.ofSeconds(20))).isEqualTo(1);
      }
      assertThat(stage.inbox().parked(10)).extracting(Inbox.Parked::behind).containsExactly(0L);
      MemoryPublisher publisher = new MemoryPublisher();
      try (var relay = stage.semel.relay().to(publisher).build()) {
        assertThat(relay.runOnce()).isEqualTo(1);
      }
      OutgoingMessage letter = publisher.taken().get(0);
      assertThat(letter.topic()).isEqualTo(stage.topic + "-dlt");
      assertThat(letter.key()).isEqualTo("key-3");
      assertThat(letter.text()).isEqualTo("13");
      assertThat(letter.headers())
          .containsAllEntriesOf(
              Map.of(
                  "id", "m13",
                  "kafka_dlt-original-topic", stage.topic,
                  "kafka_dlt-original-partition", "0",
                  "kafka_dlt-original-offset", "0",
                  "kafka_dlt-original-timestamp-type", "CreateTime",
                  "kafka_dlt-original-consumer-group", stage.group,
                  "semel_why", "FAILED",
                  "semel_attempts", "1",
                  "semel_original_id", "m13"))
          .containsKeys(
              "kafka_dlt-original-timestamp",
              "kafka_dlt-exception-message",
              "kafka_dlt-exception-fqcn");
    }
  }
}
