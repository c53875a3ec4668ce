// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateTest {
  private static final Set<String> MOVES =
      Set.of(
          "CLAIMED>CLAIMED",
          "CLAIMED>DONE",
          "CLAIMED>UNKNOWN",
          "UNKNOWN>CLAIMED",
          "UNKNOWN>DONE",
          "UNKNOWN>PARKED",
          "PARKED>DONE");

  @ParameterizedTest
  @EnumSource
  void every_pair_is_as_the_diagram_has_it(State from) {
    for (State to : State.values()) {
      assertThat(from.canBecome(to))
          .as("%s to %s", from, to)
          .isEqualTo(MOVES.contains(from + ">" + to));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_state_is_found_by_its_code(State state) {
    assertThat(State.of(state.code())).isSameAs(state);
  }

  @Test
  void an_unknown_code_is_not_guessed_at() {
    assertThatIllegalStateException().isThrownBy(() -> State.of(9));
  }
}
