// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.benchmarks.Page;
import dev.semel.benchmarks.WrongCellException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the benchmarks on Kafka working. What they measure here means nothing. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KafkaBenchmarksTest {
  private static final Path PAGE = Path.of("..", "docs", "performance.md");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream raw = new PrintStream(written, true, StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void every_part_is_right_and_the_page_has_a_place_for_every_table() throws Exception {
    Report report =
        new Run(Options.defaults().rounds(1).records(500).messages(5_000), raw).report();
    Path copy = Files.copy(PAGE, directory.resolve("performance.md"));
    Page page = new Page(copy);
    new Tables(report).write(page);
    page.write();
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("consumer\t", "relay\t");
    assertThat(Files.readString(copy))
        .contains("| consumer loop, batches of 500 | ", "| 500 records | ")
        .contains("5,000 messages");
  }

  @Test
  void a_payment_that_is_lost_or_credited_twice_is_noticed() throws Exception {
    Payments payments = new Payments("payments", 3, 60);
    payments.check(60, 3);
    for (long[] wrong : new long[][] {{40, 3}, {80, 3}, {60, 2}, {60, 4}}) {
      assertThatThrownBy(() -> payments.check(wrong[0], wrong[1]))
          .isInstanceOf(WrongCellException.class);
    }
  }
}
