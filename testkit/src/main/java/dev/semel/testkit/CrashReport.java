// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.internal.crash.Explorer.Explored;
import dev.semel.testkit.internal.crash.Run;
import dev.semel.testkit.internal.crash.Step;
import dev.semel.testkit.internal.report.Again;
import dev.semel.testkit.internal.report.Finding;
import dev.semel.testkit.internal.report.HtmlReport;
import dev.semel.testkit.internal.report.ReportFile;
import dev.semel.testkit.internal.report.TestOnStack;
import dev.semel.testkit.internal.report.TextReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@link Crash} found. Immutable, hence thread-safe. */
public final class CrashReport {
  private final Explored explored;
  private final @Nullable Long seed;
  private final boolean planned;
  private final List<String> apart;

  /**
   * What was found.
   *
   * @param planned whether somebody chose the one schedule, perhaps one without a death
   * @param apart in what the tables differ from those after a run in which nobody died
   */
  CrashReport(Explored explored, @Nullable Long seed, boolean planned, List<String> apart) {
    this.explored = explored;
    this.seed = seed;
    this.planned = planned;
    this.apart = List.copyOf(apart);
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

  /**
   * Fails with the whole story if a schedule does not hold, and if nobody ever died though no plan
   * said so. The story is also written as an HTML file into the build's directory; the message says
   * where.
   */
  public CrashReport assertHolds() {
    Run failed = explored.failed();
    if (failed != null) {
      throw new AssertionError(TextReport.of(finding(failed)) + "\n" + written(failed));
    }
    if (explored.deaths() == 0 && !planned) {
      throw new AssertionError(
          "the process never died, so nothing is proved: the flow made no call through its world."
              + " Does the code under test use world.database()?");
    }
    return this;
  }

  /**
   * Writes the schedule that does not hold as one HTML file, a diagram that needs nothing else; if
   * all hold, the schedule without a death.
   */
  public void writeTo(Path file) throws IOException {
    Files.writeString(file, HtmlReport.of(finding(shown())));
  }

  private Run shown() {
    Run failed = explored.failed();
    return failed == null ? new Run(List.of(), explored.steps(), List.of()) : failed;
  }

  private Finding finding(Run run) {
    TestOnStack test = TestOnStack.find();
    String again = Again.command(test, "-D" + Crash.PLAN_PROPERTY + "=" + run.planText());
    String title = test == null ? "a crash scenario" : test.name();
    return new Finding(title, run, apart, again, summary());
  }

  /** A report that cannot be written must not hide what it would have shown. */
  private String written(Run failed) {
    TestOnStack test = TestOnStack.find();
    try {
      Path file = ReportFile.write(test == null ? null : test.name(), finding(failed));
      return "see it drawn: " + file.toUri();
    } catch (IOException | UncheckedIOException e) {
      return "(the report could not be written: " + e + ")";
    }
  }

  @Override
  public String toString() {
    Run failed = explored.failed();
    return failed == null ? summary() + "; all invariants held" : TextReport.of(finding(failed));
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
}
