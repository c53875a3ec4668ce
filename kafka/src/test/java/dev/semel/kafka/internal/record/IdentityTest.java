// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
  private final Identity identity = new Identity(received -> text(received.envelope().key()));

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** A message with headers, given as names and values. */
  private static Received message(String key, String value, String... headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], bytes(headers[i + 1]));
    }
    return Received.of(
        new ConsumerRecord<>(
            "orders",
            0,
            0,
            1_000,
            TimestampType.CREATE_TIME,
            1,
            1,
            bytes(key),
            bytes(value),
            all,
            Optional.empty()));
  }

  private String of(String... headers) {
    return identity.of(message("by-user", "v", headers));
  }

  @Test
  void cloudevents_come_first_then_debezium_then_the_user_and_then_nobody() {
    assertThat(of("ce_source", "shop", "ce_id", "1", "id", "2")).isEqualTo("shop|1");
    assertThat(of("ce_id", "1", "id", "2")).isEqualTo("2");
    assertThat(of("ce_source", "", "ce_id", "1")).isEqualTo("by-user");
    assertThat(of()).isEqualTo("by-user");
    assertThat(identity.of(message(null, "v"))).isNull();
    assertThat(new Identity(received -> "").of(message("k", "v"))).isNull();
  }

  @Test
  void the_last_of_several_headers_of_a_name_counts() {
    assertThat(of("id", "old", "id", "new")).isEqualTo("new");
  }

  @Test
  void what_could_be_mistaken_for_another_id_or_does_not_fit_is_hashed() {
    assertThat(of("ce_source", "shop|eu", "ce_id", "4"))
        .isEqualTo("sha256:4fcf181d7c522bca1148c5e9159ce7adc764dec534d1030f4c8557a54c5dfb57");
    assertThat(of("id", "é"))
        .isEqualTo("sha256:d1e9fa6240157ad2f9401c2bd40da3305678208a1985ff66beae448907f52b8f");
    assertThat(of("id", "a|b"))
        .isEqualTo("sha256:3077837fd037dcc8434b83fcc575b0495789ae1628c2fa9b65371631d362a722");
    assertThat(of("ce_source", "a", "ce_id", "b|c")).isEqualTo("a|b|c");
    assertThat(of("id", "sha256:0")).startsWith("sha256:").hasSize(71);
    assertThat(of("id", "x".repeat(256))).startsWith("sha256:").hasSize(71);
    assertThat(of("id", "x".repeat(255))).hasSize(255);
    assertThat(of("id", "with blank")).startsWith("sha256:");
  }

  @Test
  void parts_that_are_divided_otherwise_are_another_id() {
    assertThat(of("ce_source", "a|b", "ce_id", "c"))
        .isNotEqualTo(of("ce_source", "a", "ce_id", "b|c"));
    assertThat(of("ce_source", "é1", "ce_id", "2"))
        .isNotEqualTo(of("ce_source", "é", "ce_id", "12"));
  }

  @Test
  void a_time_counts_if_it_can_be_read() {
    assertThat(CloudEventTime.of(message("k", "v", "ce_time", "2026-01-02T03:04:05.5+01:00")))
        .isEqualTo(Instant.parse("2026-01-02T02:04:05.5Z"));
    assertThat(CloudEventTime.of(message("k", "v", "ce_time", "yesterday"))).isNull();
    assertThat(CloudEventTime.of(message("k", "v"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"account-1", "Straße", "with blank"})
  void the_key_of_a_record_is_what_it_is_about(String key) {
    assertThat(BusinessKey.of(message(key, "v"))).isEqualTo(key);
  }

  @Test
  void a_key_that_no_database_takes_as_it_is_is_hashed_and_no_key_stays_none() {
    assertThat(BusinessKey.of(message(null, "v"))).isNull();
    assertThat(BusinessKey.of(message("", "v"))).startsWith("sha256:");
    assertThat(BusinessKey.of(message("a\u0000b", "v"))).startsWith("sha256:");
    assertThat(BusinessKey.fitting("x".repeat(256))).startsWith("sha256:");
  }
}
