// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps of a {@link Crash} scenario at which the process dies. Immutable.
 *
 * @param steps ascending, each once; steps count on through all lives
 */
public record FaultPlan(List<Integer> steps) {
  public FaultPlan {
    steps = steps.stream().distinct().sorted().toList();
  }

  public static FaultPlan of(Integer... steps) {
    return new FaultPlan(List.of(steps));
  }

  /**
   * Reads what {@link #toString} wrote, such as {@code 7,19}; empty text is a life without death.
   */
  public static FaultPlan parse(String text) {
    return new FaultPlan(
        Stream.of(text.split(",")).filter(word -> !word.isBlank()).map(FaultPlan::step).toList());
  }

  private static int step(String word) {
    int step;
    try {
      step = Integer.parseInt(word.strip());
    } catch (NumberFormatException e) {
      step = 0;
    }
    if (step < 1) {
      throw new TestkitException(
          TestkitException.Code.BAD_SCENARIO,
          "'" + word.strip() + "' is not a step; a plan is written like 7,19, from 1 on.");
    }
    return step;
  }

  @Override
  public String toString() {
    return steps.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
