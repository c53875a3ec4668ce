// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import dev.semel.reconcile.internal.report.Json;
import dev.semel.reconcile.internal.report.Text;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a run found, in counts and sums; the discrepancies themselves were told one by one while it
 * ran. The same input makes the same report, byte for byte: no clock is read. Immutable.
 *
 * @param name of the reconciliation
 * @param window what it answers for
 * @param asOf the instant ages are measured to: their watermark, or else the window's end
 * @param sides how far the two sides are complete
 * @param read what was read, per currency and direction
 * @param totals the same, split by verdict; the parts add up to the whole, or there is no report
 * @param ageing the ages of discrepancies
 * @param plan what could be repaired
 */
public record Report(
    String name,
    Window window,
    Instant asOf,
    SideRead sides,
    List<Sums> read,
    List<Total> totals,
    List<Ageing> ageing,
    RepairPlan plan) {
  public Report {
    read = List.copyOf(read);
    totals = List.copyOf(totals);
    ageing = List.copyOf(ageing);
  }

  /** How many entries of ours have this verdict. */
  public long ours(Verdict verdict) {
    return totals.stream()
        .filter(total -> total.verdict() == verdict)
        .mapToLong(total -> total.sums().oursCount())
        .sum();
  }

  /** How many entries of theirs have this verdict. */
  public long theirs(Verdict verdict) {
    return totals.stream()
        .filter(total -> total.verdict() == verdict)
        .mapToLong(total -> total.sums().theirsCount())
        .sum();
  }

  /** How the run ended. */
  public Exit exit() {
    if (plan.stopped().isPresent()) {
      return Exit.STOPPED;
    }
    Severity worst =
        totals.stream()
            .map(total -> total.verdict().severity())
            .max(Comparator.naturalOrder())
            .orElse(Severity.INFO);
    return switch (worst) {
      case CRITICAL -> Exit.CRITICAL;
      case HIGH -> Exit.DISCREPANT;
      case LOW, INFO -> Exit.AGREED;
    };
  }

  /** For people. */
  public String text() {
    return Text.of(this);
  }

  /** One line of JSON per total and per ageing, and one for the run, last. */
  public List<String> json() {
    return Json.of(this);
  }

  /**
   * How far the sides are complete; empty if one does not say, and then nothing is called missing
   * on it. Immutable.
   */
  public record SideRead(Optional<Instant> oursTo, Optional<Instant> theirsTo) {}

  /**
   * Counts and sums of minor units, of one currency and direction. Immutable.
   *
   * @param ours the sum of our amounts, of any size
   * @param theirs the sum of theirs
   */
  public record Sums(
      String currency,
      Direction direction,
      long oursCount,
      BigInteger ours,
      long theirsCount,
      BigInteger theirs) {
    /** Both together; they must be of one currency and direction. */
    public Sums plus(Sums other) {
      if (!currency.equals(other.currency) || direction != other.direction) {
        throw new IllegalArgumentException("no sum of two currencies or directions");
      }
      return new Sums(
          currency,
          direction,
          Math.addExact(oursCount, other.oursCount),
          ours.add(other.ours),
          Math.addExact(theirsCount, other.theirsCount),
          theirs.add(other.theirs));
    }
  }

  /** The sums of one verdict. Immutable. */
  public record Total(Verdict verdict, Sums sums) {}

  /**
   * How many discrepancies of a verdict are how old. Immutable.
   *
   * @param counts younger than each of the {@link #BOUNDS}, and at last the older ones
   */
  public record Ageing(Verdict verdict, List<Long> counts) {
    /** An hour, a day, three days, a week, thirty days. */
    public static final List<Duration> BOUNDS =
        List.of(
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofDays(3),
            Duration.ofDays(7),
            Duration.ofDays(30));

    public Ageing {
      counts = List.copyOf(counts);
    }
  }
}
