// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.internal.fingerprint.Fingerprints;

/** What is to be done with a request, by what its key has in the ledger. */
enum Judgement {
  RUN,
  WAIT,
  IN_PROGRESS,
  REUSED,
  REPLAY,
  REBUILD,
  UNAVAILABLE,
  RESOLVE,
  RUN_AGAIN,
  OUTCOME_UNKNOWN,
  EXPIRED,
  CORRUPT,
  OUTSIDE_WINDOW,
  STORE_UNAVAILABLE;

  /**
   * @param mayWait whether there is time left to wait, and room
   * @param resolver whether somebody can be asked what became of it
   * @param rebuilder whether somebody can make an answer again
   * @param rerun whether a second effect does no harm
   * @param beforeMemory whether the request says it was first sent before the memory begins
   */
  record Rules(
      boolean mayWait, boolean resolver, boolean rebuilder, boolean rerun, boolean beforeMemory) {}

  /**
   * The table.
   *
   * @param match whether the key stands for this request; of no matter where it cannot be seen
   */
  static Judgement of(Found found, Fingerprints.Match match, Rules rules) {
    return switch (found) {
      case NOTHING -> rules.beforeMemory ? OUTSIDE_WINDOW : RUN;
      case BUSY -> rules.mayWait ? WAIT : IN_PROGRESS;
      case COLLISION -> REUSED;
      case FORGOTTEN -> OUTSIDE_WINDOW;
      case REFUSED -> STORE_UNAVAILABLE;
      default ->
          switch (match) {
            case SAME -> ofSame(found, rules);
            case DIFFERENT -> REUSED;
            // A newer version of this software knows; in the middle of a deployment there is one.
            case UNKNOWN_VERSION -> STORE_UNAVAILABLE;
          };
    };
  }

  private static Judgement ofSame(Found found, Rules rules) {
    return switch (found) {
      case RUNNING -> rules.mayWait ? WAIT : IN_PROGRESS;
      case LEASE_OVER, UNKNOWN -> ofUnknown(rules);
      case DONE_WITH_ANSWER -> REPLAY;
      case DONE_WITHOUT_BODY -> rules.rebuilder ? REBUILD : UNAVAILABLE;
      case DONE_EXPIRED -> EXPIRED;
      default -> CORRUPT;
    };
  }

  private static Judgement ofUnknown(Rules rules) {
    if (rules.resolver) {
      return RESOLVE;
    }
    return rules.rerun ? RUN_AGAIN : OUTCOME_UNKNOWN;
  }
}
