// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import static dev.semel.reconcile.Status.FAILED;
import static dev.semel.reconcile.Status.PENDING;
import static dev.semel.reconcile.Status.REVERSED;
import static dev.semel.reconcile.Status.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The matrix, our state against theirs: each cell by its name, through a whole run. */
class CellsTest {
  /** The sides, how old everything is, which sides have a watermark, and what is to be said. */
  record Cell(
      String name, List<Entry> ours, List<Entry> theirs, Setting setting, List<Verdict> verdicts) {
    Cell when(Setting other) {
      return new Cell(name, ours, theirs, other, verdicts);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** An age of more than ten days, or of two hours; and sides that do not say how far they are. */
  enum Setting {
    OLD,
    TWO_HOURS,
    OURS_DOES_NOT_SAY,
    THEIRS_DOES_NOT_SAY,
    THEIRS_DOES_NOT_SAY_AND_YOUNG
  }

  private static Cell cell(
      String name, List<Status> ours, List<Status> theirs, Verdict... verdicts) {
    return new Cell(name, side(ours), side(theirs), Setting.OLD, List.of(verdicts));
  }

  private static Cell money(String name, Status ours, Entry.Builder theirs, Verdict... verdicts) {
    return new Cell(
        name,
        List.of(Sides.entry("r", ours).feeMinor(30L).build()),
        List.of(theirs.build()),
        Setting.OLD,
        List.of(verdicts));
  }

  private static List<Entry> side(List<Status> statuses) {
    return Sides.entries("r", statuses.toArray(Status[]::new));
  }

  private static List<Status> s(Status... statuses) {
    return List.of(statuses);
  }

  static Stream<Cell> cells() {
    return Stream.of(nothing(), inDoubt(), succeeded(), failed(), reversed(), several(), money())
        .flatMap(rows -> rows);
  }

  private static Stream<Cell> nothing() {
    return Stream.of(
        cell("none, pending there", s(), s(PENDING), Verdict.ONLY_THERE),
        cell("none, succeeded there", s(), s(SUCCEEDED), Verdict.MISSING_HERE),
        cell("none, succeeded there, we do not say", s(), s(SUCCEEDED), Verdict.UNSEEN_HERE)
            .when(Setting.OURS_DOES_NOT_SAY),
        cell("none, failed there", s(), s(FAILED), Verdict.ONLY_THERE),
        cell("none, reversed there", s(), s(REVERSED), Verdict.ONLY_THERE),
        cell(
            "none, three times there",
            s(),
            s(SUCCEEDED, SUCCEEDED, SUCCEEDED),
            Verdict.MISSING_HERE,
            Verdict.MISSING_HERE,
            Verdict.MISSING_HERE));
  }

  private static Stream<Cell> inDoubt() {
    return Stream.of(
        cell("in doubt and young, absent there", s(PENDING), s(), Verdict.IN_FLIGHT)
            .when(Setting.THEIRS_DOES_NOT_SAY_AND_YOUNG),
        cell("in doubt, absent there", s(PENDING), s(), Verdict.UNRESOLVED),
        cell("in doubt, they do not say", s(PENDING), s(), Verdict.UNSEEN_THERE)
            .when(Setting.THEIRS_DOES_NOT_SAY),
        cell("in doubt, pending there", s(PENDING), s(PENDING), Verdict.IN_FLIGHT)
            .when(Setting.TWO_HOURS),
        cell("in doubt, pending there for long", s(PENDING), s(PENDING), Verdict.STUCK),
        cell("in doubt, succeeded there", s(PENDING), s(SUCCEEDED), Verdict.FINALISE_SUCCEEDED),
        cell("in doubt, failed there", s(PENDING), s(FAILED), Verdict.FINALISE_FAILED),
        cell("in doubt, reversed there", s(PENDING), s(REVERSED), Verdict.FINALISE_REVERSED),
        cell(
            "in doubt, twice there",
            s(PENDING),
            s(SUCCEEDED, SUCCEEDED),
            Verdict.FINALISE_SUCCEEDED,
            Verdict.DUPLICATE_THERE));
  }

  private static Stream<Cell> succeeded() {
    return Stream.of(
        cell("succeeded and young, absent there", s(SUCCEEDED), s(), Verdict.IN_FLIGHT)
            .when(Setting.TWO_HOURS),
        cell("succeeded, absent there", s(SUCCEEDED), s(), Verdict.MISSING_THERE),
        cell("succeeded, they do not say", s(SUCCEEDED), s(), Verdict.UNSEEN_THERE)
            .when(Setting.THEIRS_DOES_NOT_SAY),
        cell("succeeded, pending there", s(SUCCEEDED), s(PENDING), Verdict.LATE),
        cell("succeeded on both sides", s(SUCCEEDED), s(SUCCEEDED)),
        cell("succeeded, failed there", s(SUCCEEDED), s(FAILED), Verdict.STATUS_CONFLICT),
        cell("succeeded, reversed there", s(SUCCEEDED), s(REVERSED), Verdict.REVERSED_THERE),
        cell(
            "succeeded, twice there",
            s(SUCCEEDED),
            s(SUCCEEDED, SUCCEEDED),
            Verdict.DUPLICATE_THERE));
  }

  private static Stream<Cell> failed() {
    return Stream.of(
        cell("failed, absent there", s(FAILED), s()),
        cell("failed, pending there", s(FAILED), s(PENDING), Verdict.WATCH),
        cell("failed, succeeded there", s(FAILED), s(SUCCEEDED), Verdict.GHOST_SUCCESS),
        cell("failed on both sides", s(FAILED), s(FAILED)),
        cell("failed, reversed there", s(FAILED), s(REVERSED)),
        cell(
            "failed, twice there",
            s(FAILED),
            s(SUCCEEDED, SUCCEEDED),
            Verdict.GHOST_SUCCESS,
            Verdict.DUPLICATE_THERE));
  }

  private static Stream<Cell> reversed() {
    Entry captured = Sides.entry("r", REVERSED).settledAt(Sides.DAY).build();
    return Stream.of(
        cell("reversed and never captured, absent there", s(REVERSED), s()),
        new Cell(
            "reversed after it was captured, absent there",
            List.of(captured),
            List.of(),
            Setting.OLD,
            List.of(Verdict.MISSING_THERE)),
        new Cell(
            "reversed after it was captured, they do not say",
            List.of(captured),
            List.of(),
            Setting.THEIRS_DOES_NOT_SAY,
            List.of(Verdict.UNSEEN_THERE)),
        cell("reversed, pending there", s(REVERSED), s(PENDING), Verdict.WATCH),
        cell("reversed, succeeded there", s(REVERSED), s(SUCCEEDED), Verdict.REVERSAL_MISSING),
        cell("reversed, failed there", s(REVERSED), s(FAILED)),
        cell("reversed on both sides", s(REVERSED), s(REVERSED)),
        cell("reversed, twice there", s(REVERSED), s(REVERSED, SUCCEEDED), Verdict.DUPLICATE_THERE),
        cell(
            "reversed, two that stand there",
            s(REVERSED),
            s(SUCCEEDED, SUCCEEDED),
            Verdict.REVERSAL_MISSING,
            Verdict.DUPLICATE_THERE));
  }

  private static Stream<Cell> several() {
    return Stream.of(
        cell(
            "twice ours, once there",
            s(SUCCEEDED, SUCCEEDED),
            s(SUCCEEDED),
            Verdict.DUPLICATE_HERE),
        cell(
            "three times ours, absent there",
            s(SUCCEEDED, SUCCEEDED, SUCCEEDED),
            s(),
            Verdict.MISSING_THERE,
            Verdict.DUPLICATE_HERE,
            Verdict.DUPLICATE_HERE),
        cell(
            "twice on both sides is no two pairs",
            s(SUCCEEDED, SUCCEEDED),
            s(SUCCEEDED, SUCCEEDED),
            Verdict.DUPLICATE_HERE,
            Verdict.DUPLICATE_THERE),
        cell(
            "attempts that failed there hide no success",
            s(FAILED),
            s(FAILED, SUCCEEDED, FAILED),
            Verdict.GHOST_SUCCESS,
            Verdict.ATTEMPT_THERE,
            Verdict.ATTEMPT_THERE),
        cell(
            "attempts that failed there are no duplicates",
            s(SUCCEEDED),
            s(FAILED, SUCCEEDED),
            Verdict.ATTEMPT_THERE),
        cell(
            "a second one pending there",
            s(SUCCEEDED),
            s(SUCCEEDED, PENDING),
            Verdict.DUPLICATE_THERE));
  }

  private static Stream<Cell> money() {
    Entry.Builder more = Sides.entry("r", SUCCEEDED).in(1_201, "EUR");
    Entry.Builder dollars = Sides.entry("r", SUCCEEDED).in(1_200, "USD");
    Entry.Builder fee = Sides.entry("r", SUCCEEDED).feeMinor(31L);
    return Stream.of(
        money("another amount", SUCCEEDED, more, Verdict.AMOUNT_MISMATCH),
        money("another currency", SUCCEEDED, dollars, Verdict.CURRENCY_MISMATCH),
        money("another fee", SUCCEEDED, fee, Verdict.FEE_MISMATCH),
        money("a fee only we know", SUCCEEDED, Sides.entry("r", SUCCEEDED)),
        money("in doubt, another amount there", PENDING, more, Verdict.AMOUNT_MISMATCH),
        money("in doubt, another currency there", PENDING, dollars, Verdict.CURRENCY_MISMATCH),
        money("in doubt, another fee there", PENDING, fee, Verdict.FINALISE_SUCCEEDED));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void a_cell_has_its_verdicts(Cell cell) {
    List<Discrepancy> found = new ArrayList<>();
    Report report = reconciler(cell).run(found::add);
    assertThat(found)
        .extracting(Discrepancy::verdict)
        .containsExactlyInAnyOrderElementsOf(cell.verdicts());
    assertThat(found).extracting(Discrepancy::id).doesNotHaveDuplicates();
    long said = report.totals().stream().mapToLong(total -> total.sums().oursCount()).sum();
    assertThat(said).isEqualTo(cell.ours().size());
    if (found.isEmpty()) {
      assertThat(report.ours(Verdict.MATCHED)).isOne();
      assertThat(report.exit()).isEqualTo(Exit.AGREED);
    }
  }

  @Test
  void every_cell_of_the_matrix_has_a_row() {
    Set<String> rows = new HashSet<>();
    cells()
        .filter(cell -> cell.ours().size() <= 1)
        .forEach(cell -> rows.add(state(cell.ours()) + " " + state(cell.theirs())));
    List<String> missing = new ArrayList<>();
    for (String ours : states()) {
      for (String theirs : states()) {
        missing.add(ours + " " + theirs);
      }
      missing.add(ours + " many");
    }
    missing.remove("none none");
    missing.removeAll(rows);
    assertThat(missing).isEmpty();
  }

  @Test
  void every_verdict_but_those_of_windows_and_tolerances_has_a_row() {
    Set<Verdict> said = new HashSet<>();
    cells().forEach(cell -> said.addAll(cell.verdicts()));
    Set<Verdict> unsaid = new HashSet<>(Set.of(Verdict.values()));
    unsaid.removeAll(said);
    assertThat(unsaid)
        .containsExactlyInAnyOrder(Verdict.MATCHED, Verdict.OUTSIDE, Verdict.FEE_ROUNDING);
  }

  private static List<String> states() {
    return List.of("none", "PENDING", "SUCCEEDED", "FAILED", "REVERSED");
  }

  private static String state(List<Entry> side) {
    return side.isEmpty() ? "none" : side.size() > 1 ? "many" : side.get(0).status().name();
  }

  private static Reconciler reconciler(Cell cell) {
    Instant noon = Sides.DAY.plus(Duration.ofHours(12));
    ReconcilerBuilder builder = Sides.between(cell.ours(), cell.theirs());
    EntrySource ours = EntrySource.of(cell.ours());
    EntrySource theirs = EntrySource.of(cell.theirs());
    return switch (cell.setting()) {
      case OLD -> builder.build();
      case OURS_DOES_NOT_SAY -> builder.ours(ours).build();
      case THEIRS_DOES_NOT_SAY -> builder.theirs(theirs).settlementLag(Duration.ZERO).build();
      case THEIRS_DOES_NOT_SAY_AND_YOUNG -> builder.theirs(theirs).over(ending(noon, 30)).build();
      case TWO_HOURS ->
          builder
              .theirs(theirs.completeTo(noon.plus(Duration.ofHours(2))))
              .over(ending(noon, 60))
              .build();
    };
  }

  private static Window ending(Instant noon, int minutesLater) {
    return new Window(Sides.DAY, noon.plus(Duration.ofMinutes(minutesLater)));
  }
}
