// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import java.util.List;

/**
 * What became of one schedule. Immutable.
 *
 * @param plan the numbers of the steps at which the process was to die
 * @param violations what does not hold at the end; empty if all is well
 */
public record Run(List<Integer> plan, List<Step> steps, List<String> violations) {
  public boolean holds() {
    return violations.isEmpty();
  }

  public List<Step> deaths() {
    return steps.stream().filter(Step::death).toList();
  }

  /** As it is given to run it again, such as {@code 7,19}. */
  public String planText() {
    return plan.isEmpty() ? "none" : String.join(",", plan.stream().map(String::valueOf).toList());
  }
}
