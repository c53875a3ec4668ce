// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

/**
 * One id that breaks a rule. Immutable, hence thread-safe.
 *
 * @param id as text, as it was recorded
 * @param what happened to it, in half a sentence that follows the id
 */
public record Violation(Rule rule, String id, String what, Timeline story) {
  @Override
  public String toString() {
    return rule + ": " + id + " " + what + System.lineSeparator() + story;
  }
}
