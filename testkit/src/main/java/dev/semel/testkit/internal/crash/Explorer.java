// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Goes through schedules until one does not hold or none is left. For one thread. */
public final class Explorer {
  private final Runner runner;
  private final Duration timeMax;
  private final boolean twinsSkipped;
  private final long began = System.nanoTime();
  private final Map<String, Integer> deathsByPlace = new TreeMap<>();
  private final BitSet firstDeaths = new BitSet();
  private int schedules;
  private int deaths;

  /**
   * Explores with one runner.
   *
   * @param twinsSkipped whether to leave out the death before a call where the one after the call
   *     before it was tried
   */
  public Explorer(Runner runner, Duration timeMax, boolean twinsSkipped) {
    this.runner = runner;
    this.timeMax = timeMax;
    this.twinsSkipped = twinsSkipped;
  }

  /** What was explored. Immutable. */
  public record Explored(
      List<Step> steps,
      int schedules,
      int deaths,
      Map<String, Integer> deathsByPlace,
      List<Step> spared,
      Duration took,
      @Nullable Run failed) {}

  /** Every schedule with at most so many deaths, those with none first. */
  public Explored all(int deathsMax) {
    Run alive = counted(List.of());
    Run failed = alive.holds() ? deeper(alive, deathsMax) : alive;
    return explored(alive, failed);
  }

  /** So many schedules drawn by the seed, after the one without a death. */
  public Explored sample(int deathsMax, int count, long seed) {
    Run alive = counted(List.of());
    Run failed = alive.holds() ? null : alive;
    Random random = new Random(seed);
    for (int i = 0; i < count && failed == null; i++) {
      Run run = counted(drawn(random, deathsMax, alive.steps().size()));
      failed = run.holds() ? null : run;
    }
    return explored(alive, failed);
  }

  /** One schedule alone. */
  public Explored one(List<Integer> plan) {
    Run run = counted(plan);
    return explored(run, run.holds() ? null : run);
  }

  private Explored explored(Run alive, @Nullable Run failed) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Parent first = new Parent(alive);
    List<Step> spared =
        alive.steps().stream()
            .filter(step -> !firstDeaths.get(step.number()))
            .filter(step -> !(twinsSkipped && first.twins.get(step.number())))
            .toList();
    return new Explored(
        alive.steps(), schedules, deaths, Map.copyOf(deathsByPlace), spared, took, failed);
  }

  /** By the number of deaths, so that what fails first is as short as can be. */
  private @Nullable Run deeper(Run alive, int deathsMax) {
    List<Parent> parents = List.of(new Parent(alive));
    for (int deathsNow = 1; deathsNow <= deathsMax; deathsNow++) {
      List<Parent> children = new ArrayList<>();
      for (Parent parent : parents) {
        for (int at = parent.lastDeath() + 1; at <= parent.places.length; at++) {
          if (twinsSkipped && parent.twins.get(at)) {
            continue;
          }
          Run run = counted(parent.planAndAt(at));
          requireSameWay(parent, run, at);
          if (!run.holds()) {
            return run;
          }
          if (deathsNow < deathsMax) {
            children.add(new Parent(run));
          }
        }
      }
      parents = children;
    }
    return null;
  }

  /** A schedule that may get one more death: its plan and where it went. */
  private static final class Parent {
    private final List<Integer> plan;
    private final int[] places;
    private final BitSet twins = new BitSet();

    private Parent(Run run) {
      plan = run.plan();
      places = run.steps().stream().mapToInt(Step::place).toArray();
      for (int i = 1; i < places.length; i++) {
        Step step = run.steps().get(i);
        Step earlier = run.steps().get(i - 1);
        if (step.before() && !earlier.before() && step.life() == earlier.life()) {
          twins.set(step.number());
        }
      }
    }

    int lastDeath() {
      return plan.isEmpty() ? 0 : plan.get(plan.size() - 1);
    }

    List<Integer> planAndAt(int at) {
      List<Integer> longer = new ArrayList<>(plan);
      longer.add(at);
      return List.copyOf(longer);
    }
  }

  /** A later death may be drawn beyond the end; then the process dies less often. */
  private static List<Integer> drawn(Random random, int deathsMax, int steps) {
    TreeSet<Integer> plan = new TreeSet<>();
    int wanted = 1 + random.nextInt(deathsMax);
    plan.add(1 + random.nextInt(steps));
    while (plan.size() < wanted) {
      plan.add(1 + random.nextInt(steps * (1 + plan.size())));
    }
    return List.copyOf(plan);
  }

  private Run counted(List<Integer> plan) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (took.compareTo(timeMax) > 0) {
      throw new TestkitException(
          Code.TOO_MANY_SCHEDULES,
          ("%d schedules took %d s, which is all the time there was, and more are left. Allow fewer"
                  + " deaths, draw a sample(count, seed), or give more time with within(...).")
              .formatted(schedules, took.toSeconds()));
    }
    Run run = runner.run(plan);
    schedules++;
    run.deaths().stream().findFirst().ifPresent(death -> firstDeaths.set(death.number()));
    for (Step death : run.deaths()) {
      deaths++;
      deathsByPlace.merge(death.describe(), 1, Integer::sum);
    }
    return run;
  }

  /** A death that did not happen, or happened elsewhere, would prove nothing. */
  private void requireSameWay(Parent parent, Run run, int at) {
    if (run.steps().size() < at) {
      throw Stories.diedNowhere(at, run.steps().size());
    }
    for (int i = 0; i < at; i++) {
      if (run.steps().get(i).place() != parent.places[i]) {
        List<Step> again = runner.run(parent.plan).steps();
        Step then = again.get(Math.min(i, again.size() - 1));
        throw Stories.notDeterministic(run.steps().get(i), then);
      }
    }
  }
}
