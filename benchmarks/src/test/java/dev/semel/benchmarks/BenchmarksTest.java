// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the benchmarks working. What they measure here means nothing. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BenchmarksTest {
  private static final Duration MOMENT = Duration.ofMillis(20);
  private static final Path PAGE = Path.of("..", "docs", "performance.md");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream raw = new PrintStream(written, true, StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void every_subject_is_right_and_the_page_has_a_place_for_every_table() throws Exception {
    Options options =
        Options.defaults()
            .rounds(1)
            .length(MOMENT)
            .connections(List.of(2))
            .ledgerRows(1_000)
            .retention(2_000, 1);
    Report report = new Run(options, raw).report();
    Path copy = Files.copy(PAGE, directory.resolve("performance.md"));
    Page page = new Page(copy);
    new Tables(report).write(page);
    page.write();
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("cell\t").doesNotContain("WRONG");
    assertThat(Files.readString(copy)).contains("| once | ").doesNotContain("WRONG");
    assertThat(report.costs())
        .filteredOn(cost -> cost.subject().name().equals(Subjects.OPTIMISTIC))
        .singleElement()
        .satisfies(cost -> assertThat(cost.roundTrips()).isEqualTo(2))
        .satisfies(cost -> assertThat(cost.transactions()).isEqualTo(1));
  }

  @Test
  void a_subject_that_forgets_or_repeats_an_effect_has_an_error_and_no_figure() throws Exception {
    try (Rig rig = new Rig(1, 0)) {
      HandWritten hand = new HandWritten(rig.pool(Setting.FSYNC));
      Subject right = Subjects.single("right", "right", hand::classical);
      Subject forgets = Subjects.single("forgets", "right", message -> {});
      Subject doubts =
          Subjects.single(
              "repeats",
              "right",
              message -> {
                hand.classical(message);
                hand.withoutDedup(message);
              });
      Subject fails =
          Subjects.single(
              "fails",
              "right",
              message -> {
                throw new IllegalStateException("no");
              });
      Board board = new Board(rig, Setting.FSYNC, 1, List.of(right, forgets, doubts, fails));
      board.round(MOMENT, raw);
      assertThat(board.wrong("right")).isNull();
      assertThat(board.of("right", Measurement::perSecond).median()).isPositive();
      for (String wrong : List.of("forgets", "repeats", "fails")) {
        assertThat(board.wrong(wrong)).startsWith("WRONG: ");
        assertThat(board.of(wrong, Measurement::perSecond).median()).isNaN();
        assertThat(board.ratio(wrong, "right").median()).isNaN();
      }
    }
  }

  @Test
  void a_spread_has_the_middle_and_the_ends() {
    assertThat(Spread.of(3, 1, 2).text(1)).isEqualTo("2.0 (1.0..3.0)");
    assertThat(Spread.of(4, 1, 2, 3).brief(1)).isEqualTo("2.5");
    assertThat(Spread.of().text(1)).isEqualTo("–");
  }
}
