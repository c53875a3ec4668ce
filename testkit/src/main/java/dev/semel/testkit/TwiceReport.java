// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.internal.volley.Volley;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the first delivery of a message did, and what the others did to it. As text it is the whole
 * story. Immutable, hence thread-safe.
 */
public final class TwiceReport {
  private final List<Change> first;
  private final List<Change> repeats;
  private final List<String> problems;
  private final List<Throwable> failures;
  private final @Nullable Throwable cause;
  private final String story;

  private TwiceReport(Writer writer) {
    first = List.copyOf(writer.first);
    repeats = List.copyOf(writer.repeats);
    problems = List.copyOf(writer.problems);
    failures = List.copyOf(writer.failures);
    cause = writer.cause;
    story = writer.story();
  }

  /** What the first delivery did, or the one that ran alone; of a table at most 20 rows. */
  public List<Change> first() {
    return first;
  }

  /**
   * What the repeats did, all of which is too much; of a table at most 20 rows for each. Of
   * deliveries at once: in what they left more or less than one alone.
   */
  public List<Change> repeats() {
    return repeats;
  }

  /** What deliveries threw, also where that was permitted, in their order. */
  public List<Throwable> failures() {
    return failures;
  }

  /** Whether {@link #assertSecondDeliveryChangedNothing} would pass. */
  public boolean isHarmless() {
    return problems.isEmpty();
  }

  /**
   * Fails unless the first delivery did something, and every other one, also at the same time, did
   * nothing and returned normally or threw what it may throw.
   */
  public void assertSecondDeliveryChangedNothing() {
    if (!isHarmless()) {
      throw new AssertionError(story, cause);
    }
  }

  @Override
  public String toString() {
    return story;
  }

  /** Writes a report down while deliveries run. For one thread. */
  static final class Writer {
    private final String tables;
    private final List<Class<? extends Throwable>> permitted;
    private final List<Change> first = new ArrayList<>();
    private final List<Change> repeats = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private @Nullable Throwable cause;
    private int deliveries = 1;
    private int volleys;
    private int mostAtOnce;

    Writer(String tables, List<Class<? extends Throwable>> permitted) {
      this.tables = tables;
      this.permitted = permitted;
    }

    boolean isHarmless() {
      return problems.isEmpty();
    }

    void first(List<Change> changes, @Nullable Throwable failure, boolean mayDoNothing) {
      first.addAll(changes);
      if (failure != null) {
        failures.add(failure);
        cause = failure;
        problems.add(
            "the first delivery failed with "
                + Story.failure(failure)
                + (changes.isEmpty()
                    ? ", and changed nothing"
                    : ", and yet " + Story.extent(changes) + ":" + Story.lines(changes)));
      } else if (changes.isEmpty() && !mayDoNothing) {
        problems.add(
            "the first delivery did nothing: is it connected to this database, and does it commit?"
                + " (looked at: "
                + tables
                + "; if it is right to do nothing, say firstMayDoNothing())");
      }
    }

    void repeat(int number, List<Change> changes, @Nullable Throwable failure) {
      deliveries = number;
      repeats.addAll(changes);
      String who = "the " + Story.ordinal(number) + " delivery";
      if (!changes.isEmpty()) {
        problems.add(who + " was not harmless: it " + Story.extent(changes) + Story.lines(changes));
      }
      if (failure != null) {
        thrown(who, failure);
      }
    }

    void volley(Volley volley, int threads) {
      volleys++;
      deliveries = threads;
      mostAtOnce = Math.max(mostAtOnce, volley.mostAtOnce());
      if (!volley.stuck().isEmpty()) {
        problems.add(
            "%s of %s deliveries at once did not end in time; they stood here:\n  %s"
                .formatted(
                    Story.number(volley.stuck().size()),
                    Story.number(threads),
                    String.join("\n  ", volley.stuck())));
      }
    }

    void round(
        int round, int rounds, int threads, List<Change> more, List<@Nullable Throwable> thrown) {
      repeats.addAll(more);
      String who = Story.number(threads) + " deliveries at once";
      if (!more.isEmpty()) {
        boolean less = more.stream().allMatch(Writer::isLess);
        problems.add(
            "%s did %s than one (round %d of %d, at most %d at the same time); from what one leaves to what they leave:%s"
                .formatted(
                    who, less ? "less" : "more", round, rounds, mostAtOnce, Story.lines(more)));
      }
      List<Throwable> failed = thrown.stream().filter(Objects::nonNull).toList();
      failed.forEach(failure -> thrown("one of " + who, failure));
      if (!failed.isEmpty() && failed.size() == thrown.size()) {
        problems.add("all of " + who + " failed, so that no one would take the message");
      }
    }

    TwiceReport finish() {
      if (volleys > 0 && isHarmless() && mostAtOnce < 2) {
        problems.add(
            "in %s no two deliveries were ever on their way at the same time, which proves nothing about deliveries at once: use more threads"
                .formatted(Story.counted(volleys, "round")));
      }
      return new TwiceReport(this);
    }

    private static boolean isLess(Change change) {
      return change.kind() == Change.Kind.ROW_REMOVED
          || change.kind() == Change.Kind.EFFECT_MISSING;
    }

    private void thrown(String who, Throwable failure) {
      failures.add(failure);
      if (!isPermitted(failure)) {
        cause = cause == null ? failure : cause;
        problems.add(
            who
                + " threw "
                + Story.failure(failure)
                + "; a broker would deliver the message again, perhaps for ever (if that is right,"
                + " say aRepeatMayThrow("
                + failure.getClass().getSimpleName()
                + ".class))");
      }
    }

    private boolean isPermitted(Throwable failure) {
      for (Throwable e = failure; e != null; e = e.getCause() == e ? null : e.getCause()) {
        Throwable seen = e;
        if (permitted.stream().anyMatch(type -> type.isInstance(seen))) {
          return true;
        }
      }
      return false;
    }

    private String story() {
      if (isHarmless()) {
        String others =
            volleys > 0
                ? "%s deliveries at once did the same as one in each of %d rounds, at most %d at the same time"
                    .formatted(Story.number(deliveries), volleys, mostAtOnce)
                : deliveries == 2
                    ? "the second delivery changed nothing"
                    : "the " + (deliveries - 1) + " deliveries after the first changed nothing";
        return others + "; the first " + Story.extent(first) + Story.lines(first);
      }
      String story = String.join("\n", problems);
      return first.isEmpty() || repeats.isEmpty()
          ? story
          : story + "\nthe first delivery had done this:" + Story.lines(first);
    }
  }
}
