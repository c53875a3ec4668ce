// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.internal.crash.Explorer.Explored;
import dev.semel.testkit.internal.crash.Run;
import dev.semel.testkit.internal.crash.Step;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@link Crash} found. Immutable, hence thread-safe. */
public final class CrashReport {
  private final Explored explored;
  private final @Nullable Long seed;

  CrashReport(Explored explored, @Nullable Long seed) {
    this.explored = explored;
    this.seed = seed;
  }

  /** The steps of a life without death, in words. */
  public List<String> steps() {
    return explored.steps().stream().map(Step::describe).toList();
  }

  /** How many schedules were run, the one without a death included. */
  public int schedules() {
    return explored.schedules();
  }

  /** How often the process died: counted when it did, not when it was to. */
  public int deaths() {
    return explored.deaths();
  }

  /** How often it died at each place. */
  public Map<String, Integer> deathsByPlace() {
    return explored.deathsByPlace();
  }

  /** The steps at which the process never died first; none if all schedules were run. */
  public List<String> stepsSpared() {
    return explored.spared().stream().map(Step::describe).toList();
  }

  public boolean holds() {
    return explored.failed() == null;
  }

  /** The schedule that does not hold; as short as can be, if all were run. */
  public Optional<FaultPlan> failedPlan() {
    return Optional.ofNullable(explored.failed()).map(run -> new FaultPlan(run.plan()));
  }

  /** What did not hold; empty if all did. */
  public List<String> violations() {
    Run failed = explored.failed();
    return failed == null ? List.of() : failed.violations();
  }

  /** Fails with the whole story if a schedule does not hold, and if nobody ever died. */
  public CrashReport assertHolds() {
    if (!holds()) {
      throw new AssertionError(toString());
    }
    if (explored.deaths() == 0) {
      throw new AssertionError(
          "the process never died, so nothing is proved: the flow made no call through its world."
              + " Does the code under test use world.database()?");
    }
    return this;
  }

  @Override
  public String toString() {
    Run failed = explored.failed();
    return failed == null ? summary() + "; all invariants held" : story(failed);
  }

  private String summary() {
    return String.format(
        Locale.ROOT,
        "%d steps, %,d schedules, %,d deaths (%.1f s)%s",
        explored.steps().size(),
        explored.schedules(),
        explored.deaths(),
        explored.took().toMillis() / 1000.0,
        seed == null ? "" : ", seed " + seed);
  }

  private String story(Run failed) {
    StringBuilder story = new StringBuilder();
    int deaths = failed.deaths().size();
    story.append(
        switch (deaths) {
          case 0 -> "even without any death";
          case 1 -> "when the process dies " + failed.deaths().get(0).describe();
          default -> "when the process dies " + deaths + " times";
        });
    story.append(", this does not hold at the end:\n");
    failed.violations().forEach(violation -> story.append("  ").append(violation).append('\n'));
    story.append("what happened:\n");
    int life = 0;
    for (Step step : failed.steps()) {
      if (step.life() != life) {
        life = step.life();
        story.append("  life ").append(life).append('\n');
      }
      story.append("    %3d %s%s\n".formatted(step.number(), step.describe(), death(step)));
    }
    story.append("run it again: -Dsemel.plan=").append(new FaultPlan(failed.plan())).append('\n');
    story.append("(").append(summary()).append(")");
    return story.toString();
  }

  private static String death(Step step) {
    return step.death() ? "   <-- the process dies here" : "";
  }
}
