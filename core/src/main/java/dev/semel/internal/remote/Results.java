// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.internal.sql.EntryState;
import dev.semel.spi.Claims;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How the end of a remote effect is kept in the ledger. */
final class Results {
  private static final String FAILED = "application/vnd.semel.not-done";

  private Results() {}

  /** The result of the effect. */
  static <R> Claims.Stored succeeded(Plan<?, R> plan, R result) {
    return new Claims.Stored(plan.results().contentType(), plan.results().encode(result));
  }

  /** That it has not happened, and why. */
  static Claims.Stored failed(String why) {
    return new Claims.Stored(FAILED, why.getBytes(StandardCharsets.UTF_8));
  }

  static EntryState stateOf(Claims.Stored stored) {
    return stored.contentType().equals(FAILED) ? EntryState.FAILED : EntryState.SUCCEEDED;
  }

  static String why(Claims.@Nullable Stored stored) {
    return stored == null ? "" : new String(stored.bytes(), StandardCharsets.UTF_8);
  }
}
