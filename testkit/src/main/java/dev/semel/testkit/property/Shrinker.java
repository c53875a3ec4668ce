// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes a failing case smaller: tries smaller sequences of choices, and keeps what still fails in
 * the same way. It ends when no pass finds anything, or when its time or its runs are spent.
 */
final class Shrinker {
  private final Function<long[], Trial> run;
  private final Set<Pass> passes;
  private final long deadline;
  private final int runsMax;
  private final Set<Long> tried = new HashSet<>();
  private final Class<?> failure;
  private Trial best;
  private int runs;
  private int shrinks;
  private boolean spent;

  Shrinker(Function<long[], Trial> run, Trial failing, Set<Pass> passes, long nanos, int runsMax) {
    this.run = run;
    this.best = failing;
    this.failure = kind(failing);
    this.passes = passes;
    this.deadline = System.nanoTime() + nanos;
    this.runsMax = runsMax;
  }

  Trial shrink() {
    int before = -1;
    while (before < shrinks && !spent) {
      before = shrinks;
      for (Pass pass : passes) {
        pass.over(this);
      }
    }
    return best;
  }

  /** How often a smaller case was found. */
  int shrinks() {
    return shrinks;
  }

  /** How often the check was run. */
  int runs() {
    return runs;
  }

  /** It ended because its time or its runs were spent. */
  boolean isSpent() {
    return spent;
  }

  Trial best() {
    return best;
  }

  /** A copy of the best choices so far, to be changed. */
  long[] choices() {
    return best.choices().clone();
  }

  /** The number of the best choices so far. */
  int size() {
    return best.choices().length;
  }

  /** Whether the candidate is smaller and fails too; then it is the best from now on. */
  boolean accepts(long[] candidate) {
    if (spent || Trial.compare(candidate, best.choices()) >= 0 || !tried.add(hash(candidate))) {
      return false;
    }
    if (runs >= runsMax || System.nanoTime() - deadline > 0) {
      spent = true;
      return false;
    }
    runs++;
    Trial trial = run.apply(candidate);
    if (!trial.failed()
        || kind(trial) != failure
        || Trial.compare(trial.choices(), best.choices()) >= 0) {
      return false;
    }
    best = trial;
    shrinks++;
    return true;
  }

  private static Class<?> kind(Trial trial) {
    Throwable failure = trial.failure();
    return failure == null ? Void.class : failure.getClass();
  }

  private static long hash(long[] choices) {
    long hash = choices.length;
    for (long choice : choices) {
      hash = (hash ^ choice) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /** The choices without those from start to end. */
  static long[] without(long[] choices, int start, int end) {
    long[] rest = Arrays.copyOf(choices, choices.length - (end - start));
    System.arraycopy(choices, end, rest, start, choices.length - end);
    return rest;
  }
}
