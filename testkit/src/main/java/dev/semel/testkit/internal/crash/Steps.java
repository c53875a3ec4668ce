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
  synchronized Step take(int life, boolean before, Call call, @Nullable Throwable failure) {
    int number = first + taken.size() + 1;
    String thrown = failure == null ? null : failure.getClass().getSimpleName();
    Step step = new Step(number, life, before, call, thrown, deaths.contains(number));
    taken.add(step);
    written.accept(step);
    return step;
  }

  synchronized List<Step> all() {
    return List.copyOf(taken);
  }
}
