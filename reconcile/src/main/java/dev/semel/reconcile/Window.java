// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A stretch of time, by when entries occurred. Immutable.
 *
 * @param from the first instant in it
 * @param to the first instant after it
 */
public record Window(Instant from, Instant to) {
  public Window {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "SEMEL-701 the window from %s to %s is empty".formatted(from, to));
    }
  }

  public boolean contains(Instant instant) {
    return !instant.isBefore(from) && instant.isBefore(to);
  }

  /** The same with a margin on both sides. */
  public Window widenedBy(Duration margin) {
    return new Window(from.minus(margin), to.plus(margin));
  }
}
