// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is an entry, and what is none. */
class EntryTest {
  private static Entry.Builder entry() {
    return Sides.entry("r", Status.SUCCEEDED);
  }

  private static void assertRefused(Entry.Builder builder, String... why) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("SEMEL-705 not an entry: ")
        .hasMessageContainingAll(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\u0000", "\u0085", "\uD800", "\uDC00x", "a\uD83Dz"})
  void a_reference_that_has_no_place_in_the_order_is_refused(String ref) {
    assertRefused(Sides.entry(ref, Status.SUCCEEDED), "its ref");
  }

  @Test
  void a_reference_may_hold_any_other_character() {
    String ref = "Ωmega \uFF5E " + Character.toString(0x10FFFF) + "x".repeat(400);
    assertThat(Sides.entry(ref, Status.FAILED).build().ref()).isEqualTo(ref);
    assertRefused(Sides.entry("x".repeat(501), Status.FAILED), "501");
  }

  @Test
  void money_is_a_number_of_minor_units_without_a_sign_in_a_known_currency() {
    assertRefused(entry().in(-1, "EUR"), "amountMinor is negative");
    assertRefused(entry().in(1, "eur"), "ISO 4217");
    assertRefused(entry().in(1, "EURO"), "ISO 4217");
    assertThat(entry().out(Long.MAX_VALUE, "JPY").feeMinor(-3L).build().direction())
        .isEqualTo(Direction.OUT);
  }

  @Test
  void a_digest_is_hex_and_never_a_record() {
    assertRefused(entry().digest("{\"card\":\"4111\"}"), "digest");
    assertThat(entry().digest("00ff00ff").build().digest()).isEqualTo("00ff00ff");
  }

  @Test
  void other_references_are_bounded() {
    String[] many = Collections.nCopies(21, "x").toArray(String[]::new);
    assertRefused(entry().altRefs(many), "21 altRefs");
    assertRefused(entry().altRefs(""), "altRef");
  }

  @Test
  void what_is_missing_is_refused() {
    assertRefused(Entry.of("r"), "money");
  }
}
