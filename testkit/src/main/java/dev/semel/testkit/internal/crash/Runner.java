// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import java.util.List;

/** Runs a scenario by one schedule, from its given state to its end. */
public interface Runner {
  /**
   * Runs one schedule.
   *
   * @param plan the numbers of the steps at which the process dies, ascending
   */
  Run run(List<Integer> plan);
}
