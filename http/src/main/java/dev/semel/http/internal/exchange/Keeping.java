// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

/**
 * What becomes of a key when its work has ended.
 *
 * @param end what is done with the claim
 * @param thrownAway whether the answer of the work must not be sent: it speaks of effects that are
 *     rolled back
 */
record Keeping(End end, boolean thrownAway) {
  /** The status of work that threw. */
  static final int THREW = 0;

  /** What is done with a claim. */
  enum End {
    SETTLE,
    RELEASE,
    LEAVE_UNKNOWN
  }

  /**
   * How the work ended.
   *
   * @param status it answered with, or {@link #THREW}
   * @param nothingDone whether it says that it did nothing
   * @param rollbackOnly whether its transaction must not commit
   */
  record Ended(int status, boolean nothingDone, boolean rollbackOnly) {}

  /** The table. */
  static Keeping of(Effects effects, Ended ended, boolean serverErrors, boolean clientErrors) {
    boolean success = ended.status >= 200 && ended.status < 400;
    if (ended.nothingDone || ended.rollbackOnly) {
      return new Keeping(End.RELEASE, success);
    }
    if (success) {
      return new Keeping(End.SETTLE, false);
    }
    if (tryAgain(ended.status)) {
      return withoutProof(effects);
    }
    if (ended.status >= 400 && ended.status < 500) {
      return new Keeping(clientErrors ? End.SETTLE : End.RELEASE, false);
    }
    return ended.status != THREW && serverErrors
        ? new Keeping(End.SETTLE, false)
        : withoutProof(effects);
  }

  private static Keeping withoutProof(Effects effects) {
    boolean rollsBack = effects instanceof Effects.InTransaction;
    return new Keeping(rollsBack ? End.RELEASE : End.LEAVE_UNKNOWN, false);
  }

  /** What is said by whoever wants the same request again. */
  private static boolean tryAgain(int status) {
    return status == 408 || status == 425 || status == 429;
  }
}
