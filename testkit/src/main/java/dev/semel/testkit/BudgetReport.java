// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.TestkitException.Code;
import java.util.EnumMap;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What messages cost, as {@link Budget} counted it. Immutable, hence thread-safe. */
public final class BudgetReport {
  private final int messages;
  private final Map<Measure, Figure> figures = new EnumMap<>(Measure.class);
  private final String product;

  /** What is counted. */
  public enum Measure {
    STATEMENTS("statements"),
    TRANSACTIONS("transactions"),
    ROUND_TRIPS("round trips"),
    ROW_WRITES("row writes"),
    WAL_BYTES("WAL bytes");

    private final String text;

    Measure(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * What one message costs. Immutable.
   *
   * @param most of the dearest message; of what is not counted one by one, the mean, rounded up
   */
  public record Figure(long most, double mean) {}

  BudgetReport(
      int messages,
      Map<Measure, LongSummaryStatistics> counted,
      @Nullable Long walBytes,
      String product) {
    this.messages = messages;
    this.product = product;
    counted.forEach(
        (measure, all) -> figures.put(measure, new Figure(all.getMax(), all.getAverage())));
    if (walBytes != null) {
      double mean = (double) walBytes / messages;
      figures.put(Measure.WAL_BYTES, new Figure((long) Math.ceil(mean), mean));
    }
  }

  /** How many messages were counted. */
  public int messages() {
    return messages;
  }

  /** The figure; refused if nobody counted that. */
  public Figure of(Measure measure) {
    Figure figure = figures.get(measure);
    if (figure != null) {
      return figure;
    }
    if (measure == Measure.ROUND_TRIPS) {
      throw new TestkitException(
          Code.NO_ROUND_TRIPS,
          "nobody counted round trips: they are seen on the wire alone. Let the data source go"
              + " through a FaultProxy and say roundTripsFrom(proxy::trips) before deliver(...).");
    }
    throw new TestkitException(
        Code.NO_WAL_BYTES,
        "WAL bytes are read from PostgreSQL's pg_current_wal_insert_lsn(), and this database is "
            + product
            + ", which tells nothing of the kind. Leave walBytesAtMost(...) out here.");
  }

  /** What a message may cost, to be said next. */
  public PerMessage perMessage() {
    return new PerMessage(this);
  }

  @Override
  public String toString() {
    return perMessage().toString();
  }

  private boolean isVacuous() {
    return of(Measure.STATEMENTS).most() == 0;
  }

  /** The limits of one message. For one thread. */
  public static final class PerMessage {
    private final BudgetReport report;
    private final Map<Measure, Long> limits = new EnumMap<>(Measure.class);

    private PerMessage(BudgetReport report) {
      this.report = report;
    }

    public PerMessage statementsAtMost(long limit) {
      return atMost(Measure.STATEMENTS, limit);
    }

    public PerMessage transactionsAtMost(long limit) {
      return atMost(Measure.TRANSACTIONS, limit);
    }

    public PerMessage roundTripsAtMost(long limit) {
      return atMost(Measure.ROUND_TRIPS, limit);
    }

    public PerMessage rowWritesAtMost(long limit) {
      return atMost(Measure.ROW_WRITES, limit);
    }

    public PerMessage walBytesAtMost(long limit) {
      return atMost(Measure.WAL_BYTES, limit);
    }

    private PerMessage atMost(Measure measure, long limit) {
      if (limit < 0) {
        throw new TestkitException(
            Code.BAD_BUDGET,
            "at most " + limit + " " + measure + " cannot be kept; say 0 or more.");
      }
      report.of(measure);
      limits.put(measure, limit);
      return this;
    }

    /** Whether every limit is kept. */
    public boolean isKept() {
      return limits.keySet().stream().allMatch(this::isKept);
    }

    private boolean isKept(Measure measure) {
      Long limit = limits.get(measure);
      return limit == null || report.of(measure).most() <= limit;
    }

    /** Fails with the table of all figures if a limit is not kept or nothing was counted. */
    public BudgetReport assertKept() {
      if (limits.isEmpty()) {
        throw new TestkitException(
            Code.BAD_BUDGET, "a budget without a limit is always kept; say what is at most.");
      }
      if (report.isVacuous()) {
        throw new AssertionError(
            "no statement was seen, so nothing is counted. Does the code under test use the database"
                + " that the delivery is given?");
      }
      if (!isKept()) {
        throw new AssertionError("the budget of a message is not kept\n" + this);
      }
      return report;
    }

    /** The table of all figures, with the limits. */
    @Override
    public String toString() {
      StringBuilder table = new StringBuilder();
      line(table, "per message", "most", "mean", "budget", "");
      report.figures.forEach(
          (measure, figure) -> {
            Long limit = limits.get(measure);
            line(
                table,
                measure.toString(),
                String.valueOf(figure.most()),
                String.format(Locale.ROOT, "%.1f", figure.mean()),
                limit == null ? "-" : limit.toString(),
                limit == null ? "" : isKept(measure) ? "kept" : "NOT KEPT");
          });
      return table + "(" + report.messages + " messages)";
    }

    private static void line(
        StringBuilder table, String measure, String most, String mean, String budget, String kept) {
      String line = "%-14s %8s %10s %8s  %s".formatted(measure, most, mean, budget, kept);
      table.append(line.stripTrailing()).append('\n');
    }
  }
}
