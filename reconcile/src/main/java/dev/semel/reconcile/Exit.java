// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

/** How a run ended, as the exit code of a process. Immutable. */
public enum Exit {
  /** Nothing above {@link Severity#LOW}. */
  AGREED(0),
  /** Something {@link Severity#HIGH}. */
  DISCREPANT(10),
  /** Something {@link Severity#CRITICAL}. */
  CRITICAL(11),
  /** So much is to be repaired that a broken feed is likelier. */
  STOPPED(12),
  /** No report: an input is unusable, or the run was refused. */
  UNUSABLE(13);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
