// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.kafka.KafkaConsumerLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** What the broker says before a loop starts. The refusals that ask nobody are units. */
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
  void a_topic_that_is_not_there_is_refused_and_not_made() {
    try (Stage stage = new Stage(1)) {
      assertThatThrownBy(() -> stage.bare().topics("paymnets").apply(stage::writeDown).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("SEMEL-402", "paymnets does not exist");
    }
  }
}
