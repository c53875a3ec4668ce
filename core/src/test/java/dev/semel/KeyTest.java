// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
  @Test
  void ids_of_1_to_255_visible_characters_are_taken_as_they_are() {
    assertThat(Key.of("billing", "x").id()).isEqualTo("x");
    assertThat(Key.of("billing", "~".repeat(255)).id()).hasSize(255);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "trailing ", "tab\t", "line\n", "Ordér-1", "\u0000", "\u007f"})
  void other_ids_are_refused_with_their_code(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.of("billing", id))
        .withMessageStartingWith("SEMEL-020");
  }

  @Test
  void an_id_of_256_characters_is_refused_and_not_cut() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Key.of("billing", "x".repeat(256)))
        .withMessageContaining("256 characters");
  }

  @Test
  void keys_differ_by_a_single_letter_case() {
    assertThat(Key.of("billing", "Order-1")).isNotEqualTo(Key.of("billing", "order-1"));
    assertThat(Key.of("billing", "1")).isNotEqualTo(Key.of("shipping", "1"));
  }

  @Test
  void a_key_is_the_same_effect_whatever_it_is_bound_to() {
    Key key = Key.of("billing", "1");
    assertThat(key.over("a".getBytes(UTF_8)).bornAt(Instant.EPOCH))
        .isEqualTo(key)
        .hasSameHashCodeAs(key);
  }

  @Test
  void fingerprints_see_where_one_part_ends_and_the_next_begins() {
    assertThat(Fingerprint.of("ab".getBytes(UTF_8), "c".getBytes(UTF_8)))
        .isNotEqualTo(Fingerprint.of("a".getBytes(UTF_8), "bc".getBytes(UTF_8)))
        .isNotEqualTo(Fingerprint.of("abc".getBytes(UTF_8)));
  }

  @Test
  void a_fingerprint_survives_its_bytes() {
    Fingerprint fingerprint = Fingerprint.of("a".getBytes(UTF_8));
    assertThat(Fingerprint.ofBytes(fingerprint.bytes())).isEqualTo(fingerprint);
    assertThatIllegalArgumentException().isThrownBy(() -> Fingerprint.ofBytes(new byte[15]));
  }
}
