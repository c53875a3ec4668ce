// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.property.Gen;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The steps at which the process dies, counted from 1 and written {@code 7,19}.
 *
 * <p>As text it stands in failure messages and is read back to run the same plan again. Immutable,
 * hence thread-safe.
 *
 * @param steps ascending and distinct
 */
public record FaultPlan(List<Integer> steps) {
  private static final String NONE = "none";

  public FaultPlan {
    steps = List.copyOf(steps);
    int before = 0;
    for (int step : steps) {
      if (step <= before) {
        throw new TestkitException(
            Code.FAULT_PLAN,
            "%s is no fault plan: %d does not come after %d. The steps at which the process dies are"
                    .formatted(steps, step, before)
                + " distinct, ascending and counted from 1");
      }
      before = step;
    }
  }

  /** The process dies at these steps, given in any order. */
  public static FaultPlan of(int... steps) {
    return new FaultPlan(Arrays.stream(steps).sorted().boxed().toList());
  }

  /** The process does not die. */
  public static FaultPlan none() {
    return new FaultPlan(List.of());
  }

  /** Reads what {@link #toString()} has written. */
  public static FaultPlan parse(String text) {
    String plan = text.strip();
    if (plan.isEmpty() || plan.equals(NONE)) {
      return none();
    }
    try {
      return new FaultPlan(
          Arrays.stream(plan.split(",", -1)).map(step -> Integer.valueOf(step.strip())).toList());
    } catch (NumberFormatException e) {
      throw new TestkitException(
          Code.FAULT_PLAN,
          "'%s' is no fault plan: write the steps at which the process dies like 7,19, or none"
              .formatted(text),
          e);
    }
  }

  /**
   * Plans with at most so many deaths among so many steps; shrinks to fewer deaths and to earlier
   * ones.
   */
  public static Gen<FaultPlan> upTo(int deaths, int steps) {
    return Gen.lists(Gen.ints(1, steps), deaths)
        .map(some -> new FaultPlan(List.copyOf(new TreeSet<>(some))));
  }

  public boolean diesAt(int step) {
    return steps.contains(step);
  }

  @Override
  public String toString() {
    return steps.isEmpty()
        ? NONE
        : steps.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
