// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Inbox;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.spi.InboxEvent;
import dev.semel.verification.databases.Eventually;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is delivered has its effect once, or waits for a person; nothing else happens to it. */
class LoopTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void a_group_takes_a_topic_and_commits_to_its_end(String protocol) {
    try (Stage stage = new Stage(3)) {
      stage.sendNumbers(0, 500, 50);
      try (KafkaConsumerLoop loop =
          stage.loop().connecting(stage.connection("group.protocol", protocol)).start()) {
        stage.awaitEffects(500);
        stage.sendNumbers(500, 500, 50);
        stage.awaitEffects(1000);
        Eventually.holds("all are settled", () -> loop.settled() >= 1000);
      }
      stage.assertAppliedOnce(0, 1000);
      assertThat(stage.committedSum()).isEqualTo(1000);
    }
  }

  @Test
  void partitions_given_by_hand_are_taken_and_no_others() {
    try (Stage stage = new Stage(2)) {
      stage.send(new ProducerRecord<>(stage.topic, 0, null, Stage.bytes("a")), "id", "zero");
      stage.send(new ProducerRecord<>(stage.topic, 1, null, Stage.bytes("b")), "id", "one");
      stage.flush();
      try (KafkaConsumerLoop loop =
          stage
              .bare()
              .partitions(new TopicPartition(stage.topic, 1))
              .apply(stage::writeDown)
              .build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(1);
      }
      assertThat(stage.effects()).containsExactly("one");
    }
  }

  @Test
  void what_a_producer_sends_twice_is_applied_once() {
    try (Stage stage = new Stage(2)) {
      stage.sendNumbers(0, 200, 20);
      stage.sendNumbers(100, 200, 20);
      try (KafkaConsumerLoop loop = stage.loop().build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(400);
      }
      stage.assertAppliedOnce(0, 300);
      assertThat(stage.heard.all(InboxEvent.Taken.class))
          .extracting(InboxEvent.Taken::duplicates)
          .satisfies(all -> assertThat(all.stream().mapToInt(n -> n).sum()).isEqualTo(100));
    }
  }

  @Test
  void what_is_delivered_again_from_the_beginning_is_applied_once() {
    try (Stage stage = new Stage(2)) {
      stage.sendNumbers(0, 300, 20);
      try (KafkaConsumerLoop loop = stage.loop().build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(300);
      }
      stage.rewindGroup();
      try (KafkaConsumerLoop loop = stage.loop().build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(300);
      }
      stage.assertAppliedOnce(0, 300);
    }
  }

  @Test
  void an_id_is_looked_for_in_cloudevents_then_in_debeziums_header_then_by_the_user() {
    try (Stage stage = new Stage(1)) {
      stage.send(stage.record("k", "1"), "ce_source", "shop", "ce_id", "1", "id", "x");
      stage.send(stage.record("k", "2"), "id", "d-2");
      stage.send(stage.record("k", "3"));
      stage.send(stage.record("k", "4"), "ce_source", "shop|eu", "ce_id", "4");
      stage.flush();
      try (KafkaConsumerLoop loop =
          stage.loop().identifiedBy(message -> "u-" + message.text()).build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(4);
      }
      assertThat(stage.effects())
          .hasSize(4)
          .contains("shop|1", "d-2", "u-3")
          .anyMatch(id -> id.startsWith("sha256:"));
    }
  }

  @Test
  void what_nobody_can_name_or_read_waits_for_a_person_and_others_go_on() {
    try (Stage stage = new Stage(1)) {
      stage.send(stage.record("a", "1"));
      stage.send(stage.record("b", null), "id", "tombstone");
      stage.send(stage.record("c", "x".repeat(3_000)), "id", "large");
      stage.send(stage.record("d", "not a number"), "id", "undecodable");
      stage.send(stage.record("e", "5"), "id", "fine");
      stage.flush();
      try (KafkaConsumerLoop loop =
          stage
              .bare()
              .topics(stage.topic)
              .messageBytesMax(2_000)
              .apply(
                  message -> Integer.parseInt(message.text()),
                  (tx, message, number) ->
                      stage.db.insertEffect(
                          tx.connection(), message.id().orElseThrow(), "n" + number))
              .build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(5);
      }
      assertThat(stage.effects()).containsExactly("fine");
      assertThat(stage.inbox().parked(10))
          .extracting(Inbox.Parked::why)
          .containsExactly(
              InboxEvent.Why.NO_IDENTITY,
              InboxEvent.Why.UNFIT,
              InboxEvent.Why.UNFIT,
              InboxEvent.Why.UNFIT);
      assertThat(stage.inbox().parked(10))
          .extracting(Inbox.Parked::error)
          .noneMatch(error -> error.contains("not a number"));
      assertThat(stage.committedSum()).isEqualTo(5);
    }
  }

  @Test
  void the_same_id_over_another_body_is_parked_as_a_conflict() {
    try (Stage stage = new Stage(1)) {
      stage.send("k", "pay-1", "10");
      stage.send("k", "pay-1", "1000");
      stage.flush();
      try (KafkaConsumerLoop loop = stage.loop().build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(2);
      }
      assertThat(stage.db.effects("pay-1")).containsExactly("10");
      assertThat(stage.inbox().parked(10))
          .singleElement()
          .satisfies(parked -> assertThat(parked.why()).isEqualTo(InboxEvent.Why.CONFLICT));
    }
  }

  @Test
  void a_tombstone_is_applied_or_skipped_for_those_who_say_so() {
    try (Stage stage = new Stage(1)) {
      stage.send(stage.record("k", null), "id", "gone");
      stage.flush();
      try (KafkaConsumerLoop loop =
          stage.loop().onTombstone(KafkaConsumerLoop.OnTombstone.SKIP).build()) {
        assertThat(loop.runOnce(SOON)).isZero();
      }
      assertThat(stage.committedSum()).isEqualTo(1);
      stage.rewindGroup();
      try (KafkaConsumerLoop loop =
          stage
              .loop(
                  (tx, message) ->
                      stage.db.insertEffect(
                          tx.connection(), "gone", message.isTombstone() ? "deleted" : "?"))
              .onTombstone(KafkaConsumerLoop.OnTombstone.APPLY)
              .build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(1);
      }
      assertThat(stage.db.effects("gone")).containsExactly("deleted");
    }
  }
}
