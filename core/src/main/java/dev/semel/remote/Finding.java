// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import java.util.Objects;
import java.util.Optional;

/**
 * What a gateway says when it is asked about an effect. Immutable.
 *
 * @param <R> the result of the effect
 */
public sealed interface Finding<R> {

  /** It happened. */
  record Happened<R>(R result) implements Finding<R> {
    public Happened {
      Objects.requireNonNull(result, "result");
    }
  }

  /** It is known there, and it will not happen. */
  record Failed<R>(String why) implements Finding<R> {}

  /** It is known there, and not decided. */
  record Pending<R>() implements Finding<R> {}

  /** Nothing of it is known there now. */
  record Absent<R>() implements Finding<R> {}

  /** That it happened, or that nothing of it is known. */
  static <R> Finding<R> of(Optional<R> found) {
    return found.<Finding<R>>map(Happened::new).orElseGet(Absent::new);
  }
}
