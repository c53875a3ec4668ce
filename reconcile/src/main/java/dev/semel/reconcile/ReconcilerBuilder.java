// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import dev.semel.reconcile.internal.merge.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Reconciler} is to compare. Not thread-safe. */
public final class ReconcilerBuilder {
  private static final int GROUP_HIGHEST = 10_000;
  private static final Duration DURATION_LONGEST = Duration.ofDays(366);

  private final String name;
  private @Nullable EntrySource ours;
  private @Nullable EntrySource theirs;
  private @Nullable Window window;
  private Duration grace = Duration.ofHours(1);
  private Duration lag = Duration.ofDays(1);
  private Duration settlementLag = Duration.ofDays(1);
  private Duration sla = Duration.ofDays(3);
  private long amountTolerance;
  private long feeTolerance;
  private int groupMax = 1_000;
  private RepairLimits limits = RepairLimits.DEFAULT;

  ReconcilerBuilder(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /** What we believe, such as the journal of effects. */
  public ReconcilerBuilder ours(EntrySource source) {
    this.ours = Objects.requireNonNull(source, "source");
    return this;
  }

  /** What the other side says, such as a provider's report. */
  public ReconcilerBuilder theirs(EntrySource source) {
    this.theirs = Objects.requireNonNull(source, "source");
    return this;
  }

  /** What the run answers for, by when entries of ours occurred. */
  public ReconcilerBuilder over(Window stretch) {
    this.window = Objects.requireNonNull(stretch, "stretch");
    return this;
  }

  /**
   * How long before a watermark the window must end, and how long an effect may be in doubt before
   * anybody asks; an hour by default.
   */
  public ReconcilerBuilder grace(Duration duration) {
    this.grace = Objects.requireNonNull(duration, "duration");
    return this;
  }

  /**
   * How far apart the two times of one thing may be: so much more is read on both ends of the
   * window. A day by default.
   */
  public ReconcilerBuilder lag(Duration duration) {
    this.lag = Objects.requireNonNull(duration, "duration");
    return this;
  }

  /** How long they may take to show what we have done; a day by default. */
  public ReconcilerBuilder settlementLag(Duration duration) {
    this.settlementLag = Objects.requireNonNull(duration, "duration");
    return this;
  }

  /** How long a thing may be pending on both sides; three days by default. */
  public ReconcilerBuilder sla(Duration duration) {
    this.sla = Objects.requireNonNull(duration, "duration");
    return this;
  }

  /** By how many minor units amounts may differ and still match; none by default. */
  public ReconcilerBuilder amountTolerance(long minor) {
    this.amountTolerance = minor;
    return this;
  }

  /** By how many minor units fees may differ by rounding; none by default. */
  public ReconcilerBuilder feeTolerance(long minor) {
    this.feeTolerance = minor;
    return this;
  }

  /**
   * How many entries of one side may have one reference; 1000 by default. They are held at once.
   */
  public ReconcilerBuilder groupMax(int entries) {
    this.groupMax = entries;
    return this;
  }

  /** How much a plan may repair; {@link RepairLimits#DEFAULT} unless said. */
  public ReconcilerBuilder limits(RepairLimits most) {
    this.limits = Objects.requireNonNull(most, "most");
    return this;
  }

  /**
   * Checks everything.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  public Reconciler build() {
    List<String> problems = problems();
    if (ours == null || theirs == null || window == null || !problems.isEmpty()) {
      throw new IllegalArgumentException("SEMEL-701 " + String.join("; ", problems));
    }
    Rules rules =
        new Rules(
            name,
            window,
            grace,
            lag,
            settlementLag,
            sla,
            amountTolerance,
            feeTolerance,
            groupMax,
            limits);
    return new Reconciler(rules, ours, theirs);
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
      problems.add("the name needs 1 to 100 of A-Z a-z 0-9 . _ -");
    }
    if (ours == null || theirs == null) {
      problems.add("ours(...) and theirs(...) are both needed");
    }
    if (window == null) {
      problems.add("over(...) is needed");
    }
    duration(problems, "grace", grace);
    duration(problems, "lag", lag);
    duration(problems, "settlementLag", settlementLag);
    duration(problems, "sla", sla);
    number(problems, "amountTolerance", amountTolerance, 0, Long.MAX_VALUE);
    number(problems, "feeTolerance", feeTolerance, 0, Long.MAX_VALUE);
    number(problems, "groupMax", groupMax, 2, GROUP_HIGHEST);
    return problems;
  }

  private static void duration(List<String> problems, String what, Duration value) {
    if (value.isNegative() || value.compareTo(DURATION_LONGEST) > 0) {
      problems.add("%s is %s, allowed is zero to %s".formatted(what, value, DURATION_LONGEST));
    }
  }

  private static void number(List<String> problems, String what, long value, long min, long max) {
    if (value < min || value > max) {
      problems.add("%s is %d, allowed is %d to %d".formatted(what, value, min, max));
    }
  }
}
