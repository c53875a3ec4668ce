// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.turns;

import dev.semel.ForgottenException;
import dev.semel.LedgerException;
import dev.semel.MismatchException;
import dev.semel.SemelException;
import dev.semel.internal.sql.Fault;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * What became of an item. Immutable.
 *
 * @param cause why it is refused, failed, or is not known; null if only another was not applied
 */
public record Ending(Verdict verdict, @Nullable Throwable cause) {
  /** Its effect has happened, now. */
  public static final Ending APPLIED = new Ending(Verdict.APPLIED, null);

  /** Its effect had happened before. */
  public static final Ending REPEATED = new Ending(Verdict.REPEATED, null);

  /** Nothing is known; of those behind another, for instance. */
  public static final Ending UNKNOWN = new Ending(Verdict.UNKNOWN, null);

  private static final Fault[] NOBODYS =
      new Fault[] {Fault.CONNECTION_LOST, Fault.READ_ONLY, Fault.LOCKED, Fault.TRY_AGAIN};

  /** The ways to end. */
  public enum Verdict {
    APPLIED,
    REPEATED,
    REFUSED,
    FAILED,
    UNKNOWN
  }

  /** Somebody has to look at it. */
  public static Ending refused(Throwable cause) {
    return new Ending(Verdict.REFUSED, cause);
  }

  public static Ending unknown(@Nullable Throwable cause) {
    return new Ending(Verdict.UNKNOWN, cause);
  }

  /** What the exception of one item means. */
  public static Ending of(Throwable thrown) {
    if (thrown instanceof MismatchException || thrown instanceof ForgottenException) {
      return refused(thrown);
    }
    boolean open = thrown instanceof SemelException && !(thrown instanceof LedgerException);
    return open || isTroubleOfTheDatabase(thrown)
        ? unknown(thrown)
        : new Ending(Verdict.FAILED, thrown);
  }

  /** Whether another item would have met the same. */
  private static boolean isTroubleOfTheDatabase(Throwable thrown) {
    for (Fault fault : NOBODYS) {
      if (fault.causes(thrown)) {
        return true;
      }
    }
    // A pool that has no connection to give says so with these, and often with no SQLState.
    return thrown.getCause() instanceof SQLException cause
        && (cause instanceof SQLTransientConnectionException
            || cause instanceof SQLNonTransientConnectionException);
  }

  /** Whether its effect has happened, now or before. */
  public boolean isTaken() {
    return verdict == Verdict.APPLIED || verdict == Verdict.REPEATED;
  }
}
