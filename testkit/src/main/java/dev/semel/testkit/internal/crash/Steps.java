// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.internal.calls.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Numbers the steps of a schedule over all its lives. Thread-safe. */
final class Steps {
  private final Set<Integer> deaths;
  private final List<Step> taken = new ArrayList<>();
  private final int first;

  private final Consumer<Step> written;

  Steps(List<Integer> deaths) {
    this(deaths, 0, step -> {});
  }

  /**
   * The steps of one of several JVMs.
   *
   * @param takenBefore the steps of the lives before
   * @param written told of each step before anybody acts on it
   */
  Steps(List<Integer> deaths, int takenBefore, Consumer<Step> written) {
    this.deaths = Set.copyOf(deaths);
    this.first = takenBefore;
    this.written = written;
  }

  /** Takes the next step; it says itself whether the process dies there. */
  synchronized Step take(
      int life, boolean before, Call call, Came came, @Nullable Delivered delivered) {
    int number = first + taken.size() + 1;
    boolean death = deaths.contains(number);
    Step step =
        new Step(number, life, before, call, came.thrown(), came.number(), delivered, death);
    taken.add(step);
    written.accept(step);
    return step;
  }

  /** What came back from a call. */
  record Came(@Nullable Object result, @Nullable Throwable failure) {
    static final Came NOTHING = new Came(null, null);

    @Nullable String thrown() {
      return failure == null ? null : failure.getClass().getSimpleName();
    }

    /** Anything but a number may be a payload. */
    @Nullable String number() {
      return result instanceof Number ? result.toString() : null;
    }
  }

  synchronized List<Step> all() {
    return List.copyOf(taken);
  }
}
