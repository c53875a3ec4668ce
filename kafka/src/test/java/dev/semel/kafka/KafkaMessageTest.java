// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.kafka.internal.record.Envelope;
import dev.semel.kafka.internal.record.Received;
import dev.semel.spi.IncomingMessage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaMessageTest {
  private static final Envelope ENVELOPE =
      new Envelope(
          "orders",
          3,
          300,
          1_000,
          false,
          "order-7".getBytes(UTF_8),
          List.of(header("trace", "a"), new Envelope.Header("none", null), header("trace", "b")),
          false);

  private static Envelope.Header header(String name, String value) {
    return new Envelope.Header(name, value.getBytes(UTF_8));
  }

  private static KafkaMessage message(byte[] value) {
    return new KafkaMessage(new Received("id-1", ENVELOPE, value));
  }

  private static Received kept(Envelope envelope, byte[] body) {
    IncomingMessage.Lane lane = new IncomingMessage.Lane("orders", "topic-id", "3");
    return Received.of(
        new IncomingMessage("id-1", lane, 300, "order-7", null, null, envelope.encode(), body));
  }

  private static void assertIsTheMessage(KafkaMessage message) {
    assertThat(message).hasToString("id-1 at orders-3@300");
    assertThat(message.id()).contains("id-1");
    assertThat(message.topic()).isEqualTo("orders");
    assertThat(message.partition()).isEqualTo(3);
    assertThat(message.offset()).isEqualTo(300);
    assertThat(message.timestamp()).contains(Instant.ofEpochMilli(1_000));
    assertThat(message.key()).contains("order-7");
    assertThat(message.text()).isEqualTo("seven");
    assertThat(message.isTombstone()).isFalse();
    assertThat(message.headers())
        .extracting(header -> header.name() + "=" + header.text())
        .containsExactly("trace=a", "none=", "trace=b");
    assertThat(message.header("trace")).contains("b");
    assertThat(message.header("none")).isEmpty();
    assertThat(message.contentType()).isEmpty();
  }

  @Test
  void a_message_says_what_its_record_was_and_says_it_again_from_the_database() {
    assertIsTheMessage(message("seven".getBytes(UTF_8)));
    assertIsTheMessage(new KafkaMessage(kept(ENVELOPE, "seven".getBytes(UTF_8))));
  }

  @Test
  void a_tombstone_has_no_value_and_reads_as_nothing() {
    KafkaMessage tombstone = message(null);
    assertThat(tombstone.isTombstone()).isTrue();
    assertThat(tombstone.value()).isEmpty();
    assertThat(tombstone.text()).isEmpty();
  }

  @Test
  void a_value_that_was_too_large_to_be_kept_is_no_tombstone_but_a_refusal() {
    Received without = new Received("id-1", ENVELOPE, "seven".getBytes(UTF_8)).withoutValue();
    assertThatThrownBy(() -> kept(without.envelope(), without.value()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("SEMEL-417");
  }
}
