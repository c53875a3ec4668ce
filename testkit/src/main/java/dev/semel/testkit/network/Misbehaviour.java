// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

/**
 * What a {@link FakeProvider} does wrong with one {@code POST}, a charge or a refund; "charging"
 * stands for both. Immutable.
 */
public enum Misbehaviour {
  /** It charges, and says nothing until the client has long given up. */
  TIMEOUT_AFTER_CHARGING,
  /** It does not charge, and says nothing until the client has long given up. */
  TIMEOUT_BEFORE_CHARGING,
  /** It charges, and closes the connection instead of answering. */
  DROP_AFTER_CHARGING,
  /** It closes the connection without charging. */
  DROP_BEFORE_CHARGING,
  /**
   * It takes its time, then charges and answers; a client that has given up meanwhile, and may have
   * looked for the charge and not found it, is charged all the same.
   */
  LATE_SUCCESS,
  /** It charges and answers 500. */
  ERROR_AFTER_CHARGING,
  /** It does not charge and answers 500. */
  ERROR_BEFORE_CHARGING,
  /** It does not charge and answers 409, as if a request with this key were in progress. */
  CONFLICT,
  /** It does not charge and answers 429 with {@code Retry-After: 1}. */
  TOO_MANY_REQUESTS,
  /** It charges one time more than it should, also where the key should have stopped it. */
  DUPLICATE_CHARGE,
  /** It charges what it should, and answers with the id and the amount of another charge. */
  MISMATCHED_ANSWER;

  /** Whether the request is turned away before anything is looked at. */
  boolean isBefore() {
    return switch (this) {
      case TIMEOUT_BEFORE_CHARGING,
          DROP_BEFORE_CHARGING,
          ERROR_BEFORE_CHARGING,
          CONFLICT,
          TOO_MANY_REQUESTS ->
          true;
      default -> false;
    };
  }
}
