// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
  @Test
  void a_message_is_built_without_changing_what_it_was_built_from() {
    Message plain = Message.to("orders");
    UUID id = new UUID(1, 2);
    Message full =
        plain
            .key("order-1")
            .body("{}")
            .contentType("application/json")
            .type("order.placed")
            .header("tenant", "blå")
            .id(id)
            .named("placed")
            .notBefore(Instant.EPOCH)
            .deliverBy(Instant.MAX);
    assertThat(full.topic()).isEqualTo("orders");
    assertThat(full.key()).hasValue("order-1");
    assertThat(full.body()).asString().isEqualTo("{}");
    assertThat(full.contentType()).hasValue("application/json");
    assertThat(full.headers())
        .containsEntry("ce_type", "order.placed")
        .containsEntry("tenant", "blå");
    assertThat(full.id()).hasValue(id.toString());
    assertThat(full.name()).hasValue("placed");
    assertThat(full.notBefore()).hasValue(Instant.EPOCH);
    assertThat(full.deliverBy()).hasValue(Instant.MAX);
    assertThat(plain.key()).isEmpty();
    assertThat(plain.headers()).isEmpty();
    assertThat(plain.body()).isEmpty();
  }

  @Test
  void nobody_can_change_the_body_afterwards() {
    byte[] bytes = {1, 2, 3};
    Message message = Message.to("orders").body(bytes);
    bytes[0] = 9;
    message.body()[1] = 9;
    assertThat(message.body()).containsExactly(1, 2, 3);
  }

  @Test
  void its_text_never_shows_the_body_or_the_headers() {
    assertThat(Message.to("orders").key("k").header("auth", "secret").body("secret"))
        .hasToString("message to orders (6 bytes)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\n", "ä"})
  void a_topic_is_visible_ascii(String topic) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Message.to(topic))
        .withMessageStartingWith("SEMEL-040 the topic has");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u0000", "\ud800"})
  void a_key_is_one_line_of_whole_characters(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Message.to("orders").key(key))
        .withMessageStartingWith("SEMEL-040 the key has");
    assertThat(Message.to("orders").key("größe 🎉").key()).hasValue("größe 🎉");
  }

  @Test
  void headers_that_the_row_itself_says_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Message.to("orders").header("ce_id", "mine"))
        .withMessage("SEMEL-040 the header ce_id is written from the message itself");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Message.to("orders").header("no colon:", "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Message.to("orders").header("two", "lines\nce_id: mine"));
  }

  @Test
  void what_is_too_large_is_refused_at_once() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Message.to("orders").header("long", "x".repeat(17 * 1024)))
        .withMessageContaining("at most 16384 are allowed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Message.to("orders").body(new byte[Message.BODY_BYTES_MAX + 1]))
        .withMessageStartingWith("SEMEL-040 the body of a message to orders has 16777217 bytes");
  }
}
