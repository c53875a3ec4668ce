// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.kafka.internal.publish.ProducerRules;
import dev.semel.kafka.internal.publish.PublisherSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusedSettingsTest {
  private static final Map<String, Object> SERVERS = Map.of("bootstrap.servers", "127.0.0.1:1");

  @Test
  void everything_that_would_lose_double_or_disorder_is_said_at_once() {
    var builder =
        KafkaPublisher.connecting(
            Map.of(
                "acks", "1",
                "enable.idempotence", false,
                "max.in.flight.requests.per.connection", 6,
                "retries", "0",
                "transactional.id", "mine",
                "key.serializer", String.class,
                "value.serializer", "some.Serializer"));
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("SEMEL-401")
        .hasMessageContainingAll(
            "bootstrap.servers is missing",
            "acks is 1, it must be all",
            "enable.idempotence is false, it must be true",
            "per.connection is 6, allowed is 1 to 5",
            "retries is 0, it must be 1 or more",
            "transactional.id is set by Semel",
            "key.serializer is set by Semel",
            "value.serializer is set by Semel");
  }

  @Test
  void a_transform_says_what_is_wrong_with_it_in_the_same_way() {
    var builder =
        KafkaTransform.named("t")
            .connecting(SERVERS)
            .connecting(
                Map.of(
                    "acks", "0",
                    "enable.auto.commit", "true",
                    "isolation.level", "read_uncommitted",
                    "group.id", "mine",
                    "value.deserializer", "some.Deserializer"))
            .attemptsMax(0);
    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("SEMEL-401 transform t")
        .hasMessageContainingAll(
            "acks is 0",
            "enable.auto.commit is true",
            "isolation.level is read_uncommitted",
            "group.id is set by Semel",
            "value.deserializer is set by Semel",
            "call topics(...)",
            "call apply(...)",
            "attemptsMax is 0");
  }

  @Test
  void what_is_right_or_not_said_is_right() {
    assertThat(
            ProducerRules.problems(
                Map.of(
                    "bootstrap.servers", List.of("127.0.0.1:1"),
                    "acks", "-1",
                    "enable.idempotence", "true",
                    "max.in.flight.requests.per.connection", "5",
                    "retries", 3)))
        .isEmpty();
    try (KafkaPublisher publisher = KafkaPublisher.to("127.0.0.1:1").build()) {
      assertThat(publisher).isNotNull();
    }
  }

  @Test
  void a_record_is_given_up_before_the_relay_gives_up_waiting() {
    PublisherSettings settings = PublisherSettings.of(SERVERS);
    assertThat(settings.ofProducer())
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("delivery.timeout.ms", 20_000)
        .containsEntry("request.timeout.ms", 10_000)
        .containsEntry("linger.ms", 1)
        .containsEntry("max.block.ms", 1_000L);
    assertThat(settings.silenceMax()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void a_shorter_delivery_leaves_less_time_for_a_request() {
    PublisherSettings settings =
        PublisherSettings.of(
            Map.of("bootstrap.servers", "127.0.0.1:1", "delivery.timeout.ms", "3000"));
    assertThat(settings.ofProducer()).containsEntry("request.timeout.ms", 1_500);
  }

  @Test
  void the_client_that_asks_for_topics_has_the_same_security_and_no_patience() {
    PublisherSettings settings =
        PublisherSettings.of(
            Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "security.protocol", "PLAINTEXT",
                "a.plugin.of.mine", "yes",
                "max.block.ms", 5));
    assertThat(settings.ofAdmin())
        .containsEntry("security.protocol", "PLAINTEXT")
        .containsEntry("a.plugin.of.mine", "yes")
        .containsEntry("default.api.timeout.ms", 1_000)
        .doesNotContainKey("max.block.ms");
  }
}
