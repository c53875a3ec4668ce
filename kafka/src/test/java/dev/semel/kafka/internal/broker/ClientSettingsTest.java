// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientSettingsTest {
  private static ClientSettings with(String setting, Object value) {
    return new ClientSettings(Map.of("bootstrap.servers", "b:1", setting, value));
  }

  @ParameterizedTest
  @CsvSource({
    "enable.auto.commit, true, whose effect has not happened",
    "key.deserializer, StringDeserializer, the loop reads bytes",
    "value.deserializer, StringDeserializer, the loop reads bytes",
    "auto.offset.reset, latest, skips messages",
    "auto.offset.reset, none, skips messages",
    "isolation.level, read_uncommitted, were aborted would be applied"
  })
  void what_would_lose_or_double_is_refused_with_the_reason(
      String setting, String value, String why) {
    assertThat(with(setting, value).problems())
        .singleElement()
        .asString()
        .contains(setting + " is " + value, why);
  }

  @ParameterizedTest
  @CsvSource({
    "enable.auto.commit, false",
    "auto.offset.reset, earliest",
    "isolation.level, read_committed",
    "group.protocol, consumer"
  })
  void what_does_no_harm_may_be_said(String setting, String value) {
    assertThat(with(setting, value).problems()).isEmpty();
  }

  @Test
  void without_a_broker_there_is_no_loop() {
    assertThat(new ClientSettings(Map.of()).problems())
        .singleElement()
        .asString()
        .contains("bootstrap.servers is missing");
  }

  @Test
  void the_group_is_classic_and_cooperative_unless_somebody_wants_the_new_protocol() {
    assertThat(with("client.id", "x").consumer("billing", 100))
        .containsEntry("group.id", "billing")
        .containsEntry("enable.auto.commit", false)
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("max.poll.records", 100)
        .containsEntry("value.deserializer", ByteArrayDeserializer.class)
        .containsEntry("partition.assignment.strategy", List.of(CooperativeStickyAssignor.class));
    assertThat(with("group.protocol", "CONSUMER").consumer("billing", 100))
        .doesNotContainKey("partition.assignment.strategy");
    assertThat(with("group.id", "other").consumer("billing", 100))
        .containsEntry("group.id", "other");
  }

  @Test
  void an_admin_gets_the_connection_and_nothing_of_the_consumer() {
    assertThat(with("ssl.truststore.location", "t").admin())
        .containsOnlyKeys("bootstrap.servers", "ssl.truststore.location");
    assertThat(with("group.id", "g").admin()).containsOnlyKeys("bootstrap.servers");
  }

  @Test
  void a_topic_keeps_its_records_as_long_as_its_settings_say() {
    Duration week = Duration.ofDays(7);
    assertThat(Retention.of("delete", "604800000").exceeds(week)).isFalse();
    assertThat(Retention.of("delete", "604800001").exceeds(week)).isTrue();
    assertThat(Retention.of("delete", "-1")).hasToString("for ever");
    assertThat(Retention.of("compact", "1000")).hasToString("for ever");
    assertThat(Retention.of("compact,delete", "1000")).hasToString("for PT1S");
    assertThat(Retention.of(null, null)).hasToString("for ever");
  }
}
