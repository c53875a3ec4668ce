// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.spi.OutgoingMessage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class OutgoingRecordsTest {
  private static final Instant ORIGIN = Instant.parse("2026-11-21T12:00:00.123456Z");

  @Test
  void a_message_is_a_record_with_its_key_its_time_and_its_envelope() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ce_id", "4711");
    headers.put("customer", "Ünal");
    ProducerRecord<byte[], byte[]> made =
        OutgoingRecords.of(message("order-7", "application/json", headers));

    assertThat(made.topic()).isEqualTo("orders");
    assertThat(made.partition()).isNull();
    assertThat(made.key()).isEqualTo("order-7".getBytes(UTF_8));
    assertThat(made.value()).isEqualTo("{}".getBytes(UTF_8));
    assertThat(made.timestamp()).isEqualTo(ORIGIN.toEpochMilli());
    assertThat(made.headers())
        .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .containsExactly("ce_id=4711", "customer=Ünal", "content-type=application/json");
  }

  @Test
  void a_message_without_a_key_or_a_type_is_a_record_without_them() {
    ProducerRecord<byte[], byte[]> made = OutgoingRecords.of(message(null, null, Map.of()));
    assertThat(made.key()).isNull();
    assertThat(made.headers()).isEmpty();
  }

  @Test
  void numbers_of_a_dead_letter_are_written_as_spring_reads_them() {
    assertThat(OutgoingRecords.headerValue("kafka_dlt-original-partition", "258"))
        .containsExactly(0, 0, 1, 2);
    assertThat(OutgoingRecords.headerValue("kafka_dlt-original-offset", "72623859790382856"))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(OutgoingRecords.headerValue("kafka_dlt-original-timestamp", "1"))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 1);
    assertThat(OutgoingRecords.headerValue("kafka_dlt-original-topic", "12"))
        .isEqualTo("12".getBytes(UTF_8));
    assertThat(OutgoingRecords.headerValue("kafka_dlt-original-offset", "none"))
        .as("what is no number is left alone")
        .isEqualTo("none".getBytes(UTF_8));
  }

  private static OutgoingMessage message(
      String key, String contentType, Map<String, String> headers) {
    return new OutgoingMessage(
        "4711", "orders", key, contentType, headers, "{}".getBytes(UTF_8), ORIGIN);
  }
}
