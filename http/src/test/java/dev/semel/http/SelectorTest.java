// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorTest {
  @Test
  void a_pointer_is_one_of_rfc_6901_that_points_below_the_root() {
    for (String pointer : List.of("/a", "/a/b", "/", "//", "/~0~1", "/a b/0", "/\u00e9\n")) {
      assertThat(Selector.json(pointer).name()).isEqualTo(pointer);
    }
    for (String pointer : List.of("", "a", "#/a", "/~", "/~2", "/a~/b", "/~~01")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Selector.json(pointer));
    }
  }

  @Test
  void it_fits_the_rule_that_has_such_places() {
    assertThat(BodyRule.values())
        .filteredOn(Selector.json("/a")::fits)
        .containsExactly(BodyRule.JSON_CANONICAL);
    assertThat(BodyRule.values())
        .filteredOn(Selector.field("a")::fits)
        .containsExactly(BodyRule.FORM, BodyRule.MULTIPART);
    assertThat(BodyRule.values())
        .filteredOn(Selector.query("a")::fits)
        .hasSize(BodyRule.values().length);
    assertThat(BodyRule.values())
        .filteredOn(Selector.header("a")::fits)
        .hasSize(BodyRule.values().length);
  }

  @Test
  void it_can_be_listed_in_the_contract_of_an_api() {
    assertThat(Selector.json("/meta/sentAt")).hasToString("json /meta/sentAt");
    assertThat(Selector.header("X-Sent-At"))
        .hasToString("header x-sent-at")
        .isEqualTo(Selector.header("x-sent-AT"));
  }
}
