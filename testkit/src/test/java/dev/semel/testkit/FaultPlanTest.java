// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.testkit.property.Property;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
  @Test
  void what_is_printed_is_read_back() {
    Set<FaultPlan> seen = new HashSet<>();
    Property.forAll(FaultPlan.upTo(3, 12))
        .tries(2_000)
        .check(
            plan -> {
              assertThat(FaultPlan.parse(plan.toString())).isEqualTo(plan);
              assertThat(plan.steps()).hasSizeLessThanOrEqualTo(3).allMatch(step -> step <= 12);
              seen.add(plan);
            });
    assertThat(seen).contains(FaultPlan.none()).hasSizeGreaterThan(100);
    assertThat(seen).anyMatch(plan -> plan.steps().size() == 3);
  }

  @Test
  void steps_may_be_given_in_any_order_and_are_printed_ascending() {
    assertThat(FaultPlan.of(19, 7)).hasToString("7,19").isEqualTo(FaultPlan.parse(" 7, 19 "));
    assertThat(FaultPlan.of(19, 7).diesAt(19)).isTrue();
    assertThat(FaultPlan.of(19, 7).diesAt(8)).isFalse();
    assertThat(FaultPlan.of()).hasToString("none").isEqualTo(FaultPlan.parse(""));
    assertThat(FaultPlan.parse("none").steps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7,7", "19,7", "0", "-1,3", "7,", ",", "seven", "7;19", "99999999999"})
  void what_is_no_plan_is_refused(String text) {
    assertThatThrownBy(() -> FaultPlan.parse(text))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-337 ");
    assertThatThrownBy(() -> new FaultPlan(List.of(3, 3))).isInstanceOf(TestkitException.class);
  }
}
