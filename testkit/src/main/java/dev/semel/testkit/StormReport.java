// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.internal.volley.Shot;
import dev.semel.testkit.internal.volley.Volley;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a {@link Storm} did and what was true after it. Immutable, hence thread-safe. */
public final class StormReport {
  private final int rounds;
  private final int roundsMet;
  private final int mostAtOnce;
  private final int returned;
  private final Map<String, Integer> thrown;
  private final List<String> violations;
  private final List<String> problems;
  private final @Nullable Throwable example;
  private final String story;

  private StormReport(Writer writer) {
    rounds = writer.rounds;
    roundsMet = writer.roundsMet;
    mostAtOnce = writer.mostAtOnce;
    returned = writer.returned;
    thrown = Collections.unmodifiableMap(new TreeMap<>(writer.thrown));
    violations = List.copyOf(writer.violations);
    problems = List.copyOf(writer.problems);
    example = writer.example;
    story = writer.story();
  }

  /** How many rounds were run. */
  public int rounds() {
    return rounds;
  }

  /** In how many of them at least two deliveries were on their way at the same time. */
  public int roundsThatMet() {
    return roundsMet;
  }

  /** The most deliveries on their way at one moment. */
  public int mostAtOnce() {
    return mostAtOnce;
  }

  /** How many deliveries were acknowledged in the end. */
  public int returned() {
    return returned;
  }

  /** What deliveries threw: how often each class, repeats included. */
  public Map<String, Integer> thrown() {
    return thrown;
  }

  /** What the invariants found. */
  public List<String> violations() {
    return violations;
  }

  /** Whether {@link #assertHolds} would pass. */
  public boolean holds() {
    return problems.isEmpty();
  }

  /**
   * Fails if an invariant was violated, a delivery hung, nobody acknowledged, or no two deliveries
   * ever met.
   */
  public StormReport assertHolds() {
    if (!holds()) {
      throw new AssertionError(story, example);
    }
    return this;
  }

  @Override
  public String toString() {
    return story;
  }

  /** Writes a report down; {@link #thrown} is called by many threads, all else by one. */
  static final class Writer {
    private final int threads;
    private final int redeliveries;
    private final Map<String, Integer> thrown = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable Throwable example;
    private int rounds;
    private int roundsMet;
    private int mostAtOnce;
    private int returned;

    Writer(int threads, int redeliveries) {
      this.threads = threads;
      this.redeliveries = redeliveries;
    }

    synchronized void thrown(Throwable failure) {
      thrown.merge(failure.getClass().getName(), 1, Integer::sum);
      if (example == null) {
        example = failure;
      }
    }

    synchronized boolean holds() {
      return problems.isEmpty();
    }

    synchronized void round(int round, Volley volley) {
      rounds = round;
      int most = volley.mostAtOnce();
      mostAtOnce = Math.max(mostAtOnce, most);
      roundsMet += most > 1 ? 1 : 0;
      int here = (int) volley.shots().stream().filter(Shot::returned).count();
      returned += here;
      if (!volley.stuck().isEmpty()) {
        problems.add(
            "in round %d %s of %d deliveries did not end in time; they stood here:\n  %s"
                .formatted(
                    round,
                    Story.number(volley.stuck().size()),
                    threads,
                    String.join("\n  ", volley.stuck())));
      } else if (here == 0) {
        problems.add("in round " + round + " no delivery returned: nobody would take the message");
      } else if (redeliveries > 0 && here < threads) {
        problems.add(
            "in round %d %s of %d deliveries were never acknowledged, though each was repeated %d"
                    .formatted(round, Story.number(threads - here), threads, redeliveries)
                + " times");
      }
    }

    synchronized void violation(String text) {
      if (violations.isEmpty()) {
        problems.add("after round " + rounds + " this does not hold:");
      }
      violations.add(text);
    }

    synchronized StormReport finish() {
      if (problems.isEmpty() && roundsMet == 0) {
        problems.add(
            "no two deliveries were ever on their way at the same time, which proves nothing: use"
                + " more threads or rounds, and a pool with more than one connection");
      }
      return new StormReport(this);
    }

    private String story() {
      String counts =
          "%s of %d threads each, met in %d, at most %d at the same time; %s returned, %s"
              .formatted(
                  Story.counted(rounds, "round"),
                  threads,
                  roundsMet,
                  mostAtOnce,
                  Story.counted(returned, "delivery"),
                  thrown.isEmpty() ? "none threw" : "thrown: " + throwables());
      if (problems.isEmpty()) {
        return counts + "; all invariants held";
      }
      StringBuilder story = new StringBuilder(String.join("\n", problems));
      violations.forEach(violation -> story.append("\n  ").append(violation));
      return story.append("\n(").append(counts).append(")").toString();
    }

    private String throwables() {
      List<String> parts = new ArrayList<>();
      thrown.forEach((type, count) -> parts.add(count + " x " + type));
      return String.join(", ", parts)
          + (example == null ? "" : ", the first " + Story.failure(example));
    }
  }
}
