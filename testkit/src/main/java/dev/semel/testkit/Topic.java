// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

/**
 * Where a scenario publishes: an append-only list outside the process. What was published stays
 * when the process dies. Thread-safe.
 */
public interface Topic extends OutsideEffects {
  /** Appends; a step before and a step after which the process may die. */
  void publish(String entry);
}
