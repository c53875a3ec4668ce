// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.handover;

import dev.semel.ForgottenException;
import dev.semel.LedgerException;
import dev.semel.MismatchException;
import dev.semel.SemelException;
import dev.semel.internal.sql.Fault;
import dev.semel.spi.Publisher;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message, with one consumer or with all. Immutable.
 *
 * @param reason why it is refused
 * @param cause why it failed, or is not known
 */
record Ending(Verdict verdict, @Nullable String reason, @Nullable Throwable cause) {
  static final Ending TAKEN = new Ending(Verdict.TAKEN, null, null);

  /** Nothing is known; of those behind another, for instance. */
  static final Ending UNKNOWN = new Ending(Verdict.UNKNOWN, null, null);

  /**
   * From the best to the one that decides: a message is parked only when nobody is left that may
   * still apply it.
   */
  enum Verdict {
    TAKEN,
    REFUSED,
    FAILED,
    UNKNOWN
  }

  static Ending refused(String reason) {
    return new Ending(Verdict.REFUSED, reason, null);
  }

  static Ending unknown(@Nullable Throwable cause) {
    return new Ending(Verdict.UNKNOWN, null, cause);
  }

  /** What the exception of one message means. */
  static Ending of(String scope, Throwable thrown) {
    if (thrown instanceof MismatchException || thrown instanceof ForgottenException) {
      return refused(String.valueOf(thrown.getMessage()));
    }
    boolean open = thrown instanceof SemelException && !(thrown instanceof LedgerException);
    return open || isTroubleOfTheDatabase(thrown)
        ? unknown(thrown)
        : new Ending(Verdict.FAILED, null, new NotApplied(scope, thrown));
  }

  /** Whether another message would have met the same. */
  private static boolean isTroubleOfTheDatabase(Throwable thrown) {
    for (Fault fault :
        new Fault[] {Fault.CONNECTION_LOST, Fault.READ_ONLY, Fault.LOCKED, Fault.TRY_AGAIN}) {
      if (fault.causes(thrown)) {
        return true;
      }
    }
    // A pool that has no connection to give says so with these, and often with no SQLState.
    return thrown.getCause() instanceof SQLException cause
        && (cause instanceof SQLTransientConnectionException
            || cause instanceof SQLNonTransientConnectionException);
  }

  boolean isTaken() {
    return verdict == Verdict.TAKEN;
  }

  /** The worse of two. */
  Ending and(Ending other) {
    return other.verdict.compareTo(verdict) > 0 ? other : this;
  }

  void tell(Publisher.Answers answers, int index) {
    switch (verdict) {
      case TAKEN -> answers.taken(index);
      case UNKNOWN -> answers.unknown(index, cause);
      case FAILED -> answers.failed(index, cause == null ? new IllegalStateException() : cause);
      case REFUSED -> answers.refused(index, String.valueOf(reason));
    }
  }

  /** Says which consumer it was. */
  static final class NotApplied extends Exception {
    private static final long serialVersionUID = 1L;

    NotApplied(String scope, Throwable cause) {
      super(
          "by %s: %s: %s".formatted(scope, cause.getClass().getName(), cause.getMessage()), cause);
    }
  }
}
