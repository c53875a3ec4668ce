// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.handover;

import dev.semel.internal.turns.Ending;
import dev.semel.spi.Publisher;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message, with one consumer or with all. Immutable.
 *
 * @param reason why it is refused
 * @param cause why it failed, or is not known
 */
record Answer(Verdict verdict, @Nullable String reason, @Nullable Throwable cause) {
  static final Answer TAKEN = new Answer(Verdict.TAKEN, null, null);

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

  static Answer refused(String reason) {
    return new Answer(Verdict.REFUSED, reason, null);
  }

  /** How it ended with one consumer. */
  static Answer of(String scope, Ending ending) {
    Throwable cause = ending.cause();
    return switch (ending.verdict()) {
      case APPLIED, REPEATED -> TAKEN;
      case REFUSED -> refused(cause == null ? "" : String.valueOf(cause.getMessage()));
      case FAILED ->
          new Answer(Verdict.FAILED, null, cause == null ? null : new NotApplied(scope, cause));
      case UNKNOWN -> new Answer(Verdict.UNKNOWN, null, cause);
    };
  }

  /** The worse of two. */
  Answer and(Answer other) {
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
