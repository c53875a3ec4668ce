// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.Status;
import dev.semel.reconcile.Verdict;
import org.jspecify.annotations.Nullable;

/** Our state against theirs: the verdict of each cell. Null is "there is nothing". Pure. */
final class Matrix {
  private Matrix() {}

  static Verdict of(@Nullable Status ours, @Nullable Status theirs, Facts facts) {
    if (ours == null) {
      return unknownToUs(theirs, facts);
    }
    return switch (ours) {
      case PENDING -> inDoubt(theirs, facts);
      case SUCCEEDED -> succeeded(theirs, facts);
      case FAILED -> failed(theirs);
      case REVERSED -> reversed(theirs, facts);
    };
  }

  /** One more of theirs beside the one that was paired. */
  static Verdict anotherThere(Status theirs) {
    return theirs == Status.FAILED ? Verdict.ATTEMPT_THERE : Verdict.DUPLICATE_THERE;
  }

  private static Verdict unknownToUs(@Nullable Status theirs, Facts facts) {
    if (theirs == null) {
      throw new IllegalArgumentException("nothing against nothing has no verdict");
    }
    if (theirs != Status.SUCCEEDED) {
      return Verdict.ONLY_THERE;
    }
    return facts.completeHere() ? Verdict.MISSING_HERE : Verdict.UNSEEN_HERE;
  }

  private static Verdict inDoubt(@Nullable Status theirs, Facts facts) {
    if (theirs == null) {
      return absentWhileInDoubt(facts);
    }
    return switch (theirs) {
      case PENDING -> facts.pastSla() ? Verdict.STUCK : Verdict.IN_FLIGHT;
      case SUCCEEDED -> evidence(Verdict.FINALISE_SUCCEEDED, facts);
      case FAILED -> evidence(Verdict.FINALISE_FAILED, facts);
      case REVERSED -> evidence(Verdict.FINALISE_REVERSED, facts);
    };
  }

  private static Verdict absentWhileInDoubt(Facts facts) {
    if (!facts.pastGrace()) {
      return Verdict.IN_FLIGHT;
    }
    return facts.completeThere() ? Verdict.UNRESOLVED : Verdict.UNSEEN_THERE;
  }

  /** A record over other money is no evidence about this effect. Fees are known only to them. */
  private static Verdict evidence(Verdict finalise, Facts facts) {
    return switch (facts.money()) {
      case CURRENCY_DIFFERS -> Verdict.CURRENCY_MISMATCH;
      case AMOUNT_DIFFERS -> Verdict.AMOUNT_MISMATCH;
      case EQUAL, FEE_ROUNDING, FEE_DIFFERS -> finalise;
    };
  }

  private static Verdict succeeded(@Nullable Status theirs, Facts facts) {
    if (theirs == null) {
      return absentThough(facts);
    }
    return switch (theirs) {
      case PENDING -> Verdict.LATE;
      case SUCCEEDED -> bothSucceeded(facts);
      case FAILED -> Verdict.STATUS_CONFLICT;
      case REVERSED -> Verdict.REVERSED_THERE;
    };
  }

  private static Verdict bothSucceeded(Facts facts) {
    return switch (facts.money()) {
      case EQUAL -> Verdict.MATCHED;
      case FEE_ROUNDING -> Verdict.FEE_ROUNDING;
      case FEE_DIFFERS -> Verdict.FEE_MISMATCH;
      case AMOUNT_DIFFERS -> Verdict.AMOUNT_MISMATCH;
      case CURRENCY_DIFFERS -> Verdict.CURRENCY_MISMATCH;
    };
  }

  /** They should have it. Without a watermark nobody can say that they have not. */
  private static Verdict absentThough(Facts facts) {
    if (!facts.pastSettlementLag()) {
      return Verdict.IN_FLIGHT;
    }
    return facts.completeThere() ? Verdict.MISSING_THERE : Verdict.UNSEEN_THERE;
  }

  private static Verdict failed(@Nullable Status theirs) {
    if (theirs == null) {
      return Verdict.MATCHED;
    }
    return switch (theirs) {
      case PENDING -> Verdict.WATCH;
      case SUCCEEDED -> Verdict.GHOST_SUCCESS;
      case FAILED, REVERSED -> Verdict.MATCHED;
    };
  }

  private static Verdict reversed(@Nullable Status theirs, Facts facts) {
    if (theirs == null) {
      return facts.captured() ? absentThough(facts) : Verdict.MATCHED;
    }
    return switch (theirs) {
      case PENDING -> Verdict.WATCH;
      case SUCCEEDED -> Verdict.REVERSAL_MISSING;
      case FAILED, REVERSED -> Verdict.MATCHED;
    };
  }
}
