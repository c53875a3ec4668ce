// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

/**
 * What is said of an entry, or of a pair of them: every entry that was read gets exactly one.
 * Immutable.
 */
public enum Verdict {
  /** Both sides agree. */
  MATCHED(Severity.INFO),
  /** It belongs to another window, and was read only to find its counterpart. */
  OUTSIDE(Severity.INFO),
  /** Too young to be called anything else. */
  IN_FLIGHT(Severity.INFO),
  /** Not seen on our side, which does not say how far it is complete. */
  UNSEEN_HERE(Severity.INFO),
  /** Not seen on their side, which does not say how far it is complete. */
  UNSEEN_THERE(Severity.INFO),
  /** We do not know it, and no money has stayed anywhere. */
  ONLY_THERE(Severity.INFO),
  /** One more try there that failed, beside what became of the reference. */
  ATTEMPT_THERE(Severity.INFO),
  /** We have given it up; there it may still happen. */
  WATCH(Severity.LOW),
  /** Done here, and still pending there. */
  LATE(Severity.LOW),
  /** The fees differ by no more than the tolerance. */
  FEE_ROUNDING(Severity.LOW),
  /** Not ended on either side, for longer than agreed. */
  STUCK(Severity.HIGH),
  /** In doubt here, and there is nothing there: recovery has to decide. */
  UNRESOLVED(Severity.HIGH),
  /** In doubt here; it succeeded there. */
  FINALISE_SUCCEEDED(Severity.HIGH),
  /** In doubt here; it failed there. */
  FINALISE_FAILED(Severity.HIGH),
  /** In doubt here; it was reversed there. */
  FINALISE_REVERSED(Severity.HIGH),
  FEE_MISMATCH(Severity.HIGH),
  AMOUNT_MISMATCH(Severity.HIGH),
  CURRENCY_MISMATCH(Severity.HIGH),
  /** It succeeded there, and we know nothing of it. */
  MISSING_HERE(Severity.HIGH),
  /** One more entry of ours under the same reference. */
  DUPLICATE_HERE(Severity.HIGH),
  /** Done here; there it has been reversed, which we have not heard. */
  REVERSED_THERE(Severity.HIGH),
  /** Reversed here; there it stands. */
  REVERSAL_MISSING(Severity.HIGH),
  /** Done here; they have nothing, and say they are complete. */
  MISSING_THERE(Severity.CRITICAL),
  /** One more entry of theirs under the same reference. */
  DUPLICATE_THERE(Severity.CRITICAL),
  /** Done here; it failed there. */
  STATUS_CONFLICT(Severity.CRITICAL),
  /** Failed here; it succeeded there. */
  GHOST_SUCCESS(Severity.CRITICAL);

  private final Severity severity;

  Verdict(Severity severity) {
    this.severity = severity;
  }

  public Severity severity() {
    return severity;
  }

  /** Whether there is nothing to tell. */
  public boolean isQuiet() {
    return this == MATCHED || this == OUTSIDE;
  }

  /** Whether the only repair there is would end it: finalising what is in doubt. */
  public boolean isRepairable() {
    return this == FINALISE_SUCCEEDED || this == FINALISE_FAILED || this == FINALISE_REVERSED;
  }
}
