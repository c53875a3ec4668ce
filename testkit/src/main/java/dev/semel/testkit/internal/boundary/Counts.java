// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads what JDBC gives for what was written. */
final class Counts {
  private Counts() {}

  /** The rows of an update count or a batch's counts; else one for each statement. */
  static long rows(@Nullable Object result, long statements) {
    if (result instanceof int[] counts) {
      return rows(Arrays.stream(counts).asLongStream());
    }
    if (result instanceof long[] counts) {
      return rows(Arrays.stream(counts));
    }
    if (result instanceof Number count && count.longValue() >= 0) {
      return count.longValue() + statements - 1;
    }
    return statements;
  }

  /** A driver that merges a batch says of a statement only that it succeeded. */
  private static long rows(LongStream counts) {
    return counts.map(count -> count < 0 ? 1 : count).sum();
  }
}
