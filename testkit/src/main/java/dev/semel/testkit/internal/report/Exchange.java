// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.calls.Call;
import dev.semel.testkit.internal.calls.CallKind;
import org.jspecify.annotations.Nullable;

/**
 * A call and its answer. Immutable.
 *
 * @param asked the step before it
 * @param answered the step after it; 0 if there is none
 * @param result what it gave or threw, such as {@code 1 row}; empty if nobody knows
 * @param commits whether what was written stays from here on
 */
record Exchange(Call call, int asked, int answered, Ending ending, String result, boolean commits) {
  /** A call of which nothing has come back. */
  static Exchange asked(Call call, int asked, Ending ending) {
    return new Exchange(call, asked, 0, ending, "", Transactions.commits(call));
  }

  static String resultOf(CallKind kind, @Nullable String answer, @Nullable String failure) {
    if (failure != null) {
      return failure;
    }
    if (answer == null) {
      return "";
    }
    return switch (kind) {
      case EXECUTE -> answer + (answer.equals("1") ? " row" : " rows");
      default -> answer;
    };
  }

  boolean failed() {
    return ending == Ending.FAILED;
  }

  /** A call that only gets or gives back what others need. */
  boolean isPlumbing() {
    return switch (call.kind()) {
      case BORROW, RELEASE, AUTOCOMMIT -> true;
      default -> false;
    };
  }

  /** A call whose effect is meant to last. */
  boolean lasts() {
    return commits
        || switch (call.kind()) {
          case PUBLISH, ACK, HTTP, OTHER -> true;
          default -> false;
        };
  }

  String place() {
    StackTraceElement site = call.site();
    return site == null || site.getFileName() == null
        ? ""
        : site.getFileName() + ":" + Math.max(site.getLineNumber(), 0);
  }
}
