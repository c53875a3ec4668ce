// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of a history, as it is shown to people. Immutable, hence thread-safe.
 *
 * @param nanos of {@link System#nanoTime()} when it was recorded
 * @param id of the message; for a fault, its name
 * @param key within which the sequence counts, if it was given
 * @param sequence means nothing without a key
 */
public record Event(
    long nanos,
    String process,
    Kind kind,
    Phase phase,
    String id,
    @Nullable String key,
    long sequence) {

  /** Says what happened without saying when, by whom and to what. */
  @Override
  public String toString() {
    return what() + (key == null ? "" : "  (key " + key + ", sequence " + sequence + ")");
  }

  private String what() {
    if (kind == Kind.FAULT) {
      return "*** " + id;
    }
    if (kind == Kind.RESOLVED) {
      return phase == Phase.OK ? "found out: it happened" : "found out: it did not happen";
    }
    return switch (phase) {
      case STATED -> kind.name().toLowerCase(Locale.ROOT);
      case BEGUN -> kind.doing() + " ...";
      default -> "... " + kind.doing() + ": " + phase.name().toLowerCase(Locale.ROOT);
    };
  }
}
