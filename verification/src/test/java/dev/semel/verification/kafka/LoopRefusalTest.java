// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Semel;
import dev.semel.kafka.KafkaConsumerBuilder;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What is refused before a loop starts, most of it without asking anybody. */
class LoopRefusalTest {
  private static void create(Stage stage, String name, Map<String, String> settings)
      throws Exception {
    stage
        .admin
        .createTopics(
            List.of(new NewTopic(name, Optional.of(1), Optional.empty()).configs(settings)))
        .all()
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void topics_that_keep_messages_longer_than_ids_are_remembered_are_refused() throws Exception {
    try (Stage stage = new Stage(1)) {
      String year = stage.topic + "-year";
      String compacted = stage.topic + "-compacted";
      create(stage, year, Map.of("retention.ms", Long.toString(Duration.ofDays(365).toMillis())));
      create(stage, compacted, Map.of("cleanup.policy", "compact"));
      assertThatThrownBy(
              () ->
                  stage.bare().topics(stage.topic, year, compacted).apply(stage::writeDown).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(
              "SEMEL-402",
              year + " keeps its messages for PT8760H",
              compacted + " keeps its messages for ever",
              "remembered for PT720H")
          .hasMessageNotContaining(stage.topic + " keeps");
      try (KafkaConsumerLoop loop =
              stage
                  .bare()
                  .topics(year)
                  .apply(stage::writeDown)
                  .acceptingRetentionOf(Duration.ofDays(365))
                  .start();
          KafkaConsumerLoop rewinding =
              stage.bare().topics(compacted).apply(stage::writeDown).offsetsInDatabase().start()) {
        assertThat(List.of(loop, rewinding)).hasSize(2);
      }
    }
  }

  @Test
  void a_bad_configuration_says_all_that_is_wrong_at_once() {
    try (TestDatabase db = Server.H2.open()) {
      KafkaConsumerBuilder bad =
          KafkaConsumerLoop.in(Semel.on(db.dataSource()))
              .named("not a name")
              .connecting(Map.of("enable.auto.commit", true, "auto.offset.reset", "latest"))
              .topics("payments")
              .partitions(new TopicPartition("payments", 0))
              .lanes(0)
              .batchSizeMax(10_001)
              .batchBytesMax(0)
              .batchTimeMax(Duration.ZERO)
              .messageBytesMax(17 * 1024 * 1024)
              .deadLetters(topic -> topic);
      assertThatThrownBy(bad::build)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("SEMEL-401 ")
          .hasMessageContainingAll(
              "the name is 'not a name'",
              "either topics(...) or partitions(...)",
              "call apply(...)",
              "lanes is 0, allowed is 1 to 256",
              "batchSizeMax is 10001, allowed is 1 to 10000",
              "batchBytesMax is 0",
              "batchTimeMax is PT0S",
              "messageBytesMax is 17825792, allowed is 1 to 16777216",
              "dead letters of payments cannot go to 'payments'",
              "bootstrap.servers is missing",
              "enable.auto.commit is true",
              "auto.offset.reset is latest");
    }
  }

  @Test
  void a_topic_that_is_not_there_is_refused_and_not_made() {
    try (Stage stage = new Stage(1)) {
      assertThatThrownBy(() -> stage.bare().topics("paymnets").apply(stage::writeDown).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("SEMEL-402", "paymnets does not exist");
    }
  }
}
