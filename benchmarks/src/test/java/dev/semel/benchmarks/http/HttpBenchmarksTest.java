// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.benchmarks.Page;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the benchmarks of HTTP working. What they measure here means nothing. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HttpBenchmarksTest {
  @Test
  void every_cell_is_right_and_the_page_has_a_place_for_every_table(@TempDir Path directory)
      throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Run run = new Run(new Options(1, 40, 1_000, null));
    run.measure(new PrintStream(written, true, StandardCharsets.UTF_8));
    Path copy =
        Files.copy(Path.of("..", "docs", "performance.md"), directory.resolve("performance.md"));
    Page page = new Page(copy);
    run.write(page);
    page.write();
    assertThat(written.toString(StandardCharsets.UTF_8)).contains("http\tFSYNC\t4\t0\t");
    assertThat(Files.readString(copy))
        .contains("| 40 orders | ", "| with the filter, for the second time |");
  }
}
