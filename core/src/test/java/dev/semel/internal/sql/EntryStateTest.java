// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EntryStateTest {
  private static final Set<String> MOVES =
      Set.of(
          "PREPARED>PREPARED",
          "PREPARED>STARTED",
          "PREPARED>IN_DOUBT",
          "PREPARED>PARKED",
          "PREPARED>SUCCEEDED",
          "PREPARED>FAILED",
          "PREPARED>CANCELLED",
          "STARTED>PREPARED",
          "STARTED>STARTED",
          "STARTED>IN_DOUBT",
          "STARTED>PARKED",
          "STARTED>SUCCEEDED",
          "STARTED>FAILED",
          "IN_DOUBT>STARTED",
          "IN_DOUBT>IN_DOUBT",
          "IN_DOUBT>PARKED",
          "IN_DOUBT>SUCCEEDED",
          "IN_DOUBT>FAILED",
          "PARKED>IN_DOUBT",
          "PARKED>SUCCEEDED",
          "PARKED>FAILED");

  @ParameterizedTest
  @EnumSource
  void every_pair_is_as_the_table_has_it(EntryState from) {
    for (EntryState to : EntryState.values()) {
      assertThat(from.canBecome(to))
          .as("%s to %s", from, to)
          .isEqualTo(MOVES.contains(from + ">" + to));
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_final_becomes_nothing_and_everything_else_something(EntryState state) {
    boolean moves = false;
    for (EntryState to : EntryState.values()) {
      moves |= state.canBecome(to);
    }
    assertThat(moves).isEqualTo(!state.isFinal());
  }

  @ParameterizedTest
  @EnumSource
  void a_state_is_found_by_its_code(EntryState state) {
    assertThat(EntryState.of(state.code())).isEqualTo(state);
  }

  @Test
  void a_code_nobody_wrote_is_refused() {
    assertThatIllegalStateException().isThrownBy(() -> EntryState.of(8)).withMessageContaining("8");
  }
}
