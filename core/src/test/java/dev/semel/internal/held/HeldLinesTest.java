// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.held;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HeldLinesTest {
  private final HeldLines held = new HeldLines();

  private static UUID line(int number) {
    return new UUID(7, number);
  }

  @Test
  void only_a_line_that_was_added_has_to_be_asked_for() {
    held.anything();
    held.add(line(1));
    assertThat(held.among(List.of(line(1), line(2)))).containsExactly(line(1));
    held.remove(line(1));
    assertThat(held.among(List.of(line(1), line(2)))).isEmpty();
  }

  @Test
  void of_too_many_each_has_to_be_asked_for() {
    held.anything();
    for (int i = 0; i < HeldLines.MAX; i++) {
      held.add(line(i));
    }
    assertThat(held.among(List.of(line(-1)))).isEmpty();
    held.add(line(HeldLines.MAX));
    assertThat(held.among(List.of(line(-1), line(0)))).containsExactly(line(-1), line(0));
    held.remove(line(0));
    assertThat(held.among(List.of(line(0)))).containsExactly(line(0));
  }

  @Test
  void when_nothing_is_held_all_is_forgotten() {
    held.anything();
    held.add(line(1));
    held.nothing();
    assertThat(held.any()).isFalse();
    assertThat(held.among(List.of(line(1)))).isEmpty();
    held.anything();
    assertThat(held.among(List.of(line(1)))).isEmpty();
  }
}
