// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.benchmarks.Page;
import dev.semel.benchmarks.WrongCellException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the benchmarks of the outbox working. What they measure here means nothing. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OutboxBenchmarksTest {
  private static final Path PAGE = Path.of("..", "docs", "performance.md");
  private static final int ROWS = 20_000;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream raw = new PrintStream(written, true, StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void every_part_is_right_and_the_page_has_a_place_for_every_table() throws Exception {
    Options options =
        Options.defaults()
            .rounds(1)
            .rows(ROWS)
            .pinned(Duration.ofSeconds(1))
            .latency(Duration.ofSeconds(1))
            .phase(Duration.ofSeconds(1))
            .cell(Duration.ofMillis(20));
    Report report = new Run(options, raw).report();
    Path copy = Files.copy(PAGE, directory.resolve("performance.md"));
    Page page = new Page(copy);
    new Tables(report).write(page);
    page.write();
    assertThat(written.toString(StandardCharsets.UTF_8))
        .contains("drain\t")
        .doesNotContain("WRONG");
    assertThat(Files.readString(copy))
        .contains("| relay, 500 at a time | ")
        .contains("20,000 messages of 300 B")
        .doesNotContain("WRONG", "Not measured yet.", "Left out");
    Drain drain = report.drain();
    assertThat(drain).isNotNull();
    assertThat(drain.of(Drain.Way.RELAY, 500, Drain.Drained::walBytes).median()).isLessThan(10);
  }

  @Test
  void a_message_that_is_lost_repeated_or_out_of_order_is_noticed() throws Exception {
    checked(1, 2, 3);
    for (int[] wrong : new int[][] {{1, 2}, {1, 3}, {1, 2, 2, 3}, {2, 1, 3}, {1, 2, 3, 4}}) {
      assertThatThrownBy(() -> checked(wrong)).isInstanceOf(WrongCellException.class);
    }
  }

  private static void checked(int... numbers) throws WrongCellException {
    InOrder publisher = new InOrder();
    for (int number : numbers) {
      byte[] body = new byte[Backlog.BODY_BYTES];
      publisher.take(
          new LoggedRow(
              "1",
              number,
              new UUID(0, number),
              null,
              "orders",
              null,
              null,
              null,
              body,
              OffsetDateTime.MIN,
              null,
              null));
    }
    publisher.check(3);
  }

  @Test
  void latencies_have_a_middle_a_slowest_hundredth_and_an_end() {
    long[] nanos = new long[100];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = (100 - i) * 1_000_000L;
    }
    Latency latency = Latency.ofNanos(nanos);
    assertThat(latency).isEqualTo(new Latency(100, 51, 100, 100));
    assertThat(Latency.ofLine(latency.line())).isEqualTo(latency);
  }
}
