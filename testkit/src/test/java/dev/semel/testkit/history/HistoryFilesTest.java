// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.testkit.TestkitException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFilesTest {
  private static final String STRANGE = "a\tb\\n\n\r\\ü€😀 ";

  @TempDir Path directory;

  @Test
  void what_was_written_is_read_back() {
    try (History history = History.in(directory, "client")) {
      writeSome(history);
      History read = History.read(directory);
      assertThat(read.size()).isEqualTo(history.size()).isEqualTo(13);
      assertThat(read.torn()).isZero();
      for (Object id : List.of(1, STRANGE, "", "order-3")) {
        assertThat(read.of(id).events()).as("%s", id).isEqualTo(history.of(id).events());
        assertThat(read.of(id).events()).isNotEmpty();
      }
    }
  }

  @Test
  void facts_are_added_to_what_several_processes_left_and_the_order_is_that_of_time()
      throws Exception {
    try (History client = History.in(directory, "client");
        History worker = History.in(directory, "worker")) {
      for (int id = 0; id < 100; id++) {
        Attempt sending = client.sending(id);
        worker.delivering(id).ok();
        sending.ok();
      }
    }
    History history = History.read(directory);
    for (int id = 0; id < 100; id++) {
      history.by("reader").applied(id);
      assertThat(history.of(id).events())
          .extracting(event -> event.process() + " " + event)
          .containsExactly(
              "client sending ...",
              "worker delivering ...",
              "worker ... delivering: ok",
              "client ... sending: ok",
              "reader applied");
    }
    Checker.exactlyOnce().nothingStuck().check(history).assertClean();
  }

  @Test
  void time_never_turns_round_the_order_within_a_process() throws Exception {
    Files.writeString(
        directory.resolve("a.history"),
        "semel-history 1\ta\n20\tapplied\tstated\tx\tk\t1\n10\tapplied\tstated\ty\tk\t2\n");
    Files.writeString(
        directory.resolve("b.history"), "semel-history 1\tb\n15\tapplied\tstated\tz\tk\t0\n");
    Verdict verdict = Checker.of(Rule.OUT_OF_ORDER).check(History.read(directory));
    assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
  }

  @Test
  void a_process_that_comes_back_gets_another_file_and_so_does_each_view() throws Exception {
    for (int life = 1; life <= 3; life++) {
      try (History history = History.in(directory, "worker-1")) {
        history.sent(life);
        history.by("thread").sent(10 + life);
      }
    }
    assertThat(files())
        .containsExactly(
            "thread#2.history",
            "thread#3.history",
            "thread.history",
            "worker-1#2.history",
            "worker-1#3.history",
            "worker-1.history");
    History read = History.read(directory);
    assertThat(read.of(2).events()).extracting(Event::process).containsExactly("worker-1#2");
    assertThat(read.size()).isEqualTo(6);
  }

  @Test
  void cut_anywhere_it_has_every_whole_line_and_counts_the_torn_one() throws Exception {
    Path file = directory.resolve("client.history");
    try (History history = History.in(directory, "client")) {
      writeSome(history);
    }
    byte[] all = Files.readAllBytes(file);
    int torn = 0;
    for (int length = 0; length <= all.length; length++) {
      byte[] cut = Arrays.copyOf(all, length);
      Files.write(file, cut);
      long ends =
          new String(cut, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
      History read = History.read(directory);
      assertThat(read.size()).as("cut at %d", length).isEqualTo(Math.max(0, ends - 1));
      boolean whole = length > 0 && cut[length - 1] == '\n';
      assertThat(read.torn()).as("cut at %d", length).isEqualTo(whole ? 0 : 1);
      torn += read.torn();
    }
    assertThat(torn).isEqualTo(all.length + 1 - 14);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "12",
        "12\tsent\tok",
        "12\tsent\tok\t1\tkey",
        "12\tsent\tok\t1\tkey\t1\t",
        "x12\tsent\tok\t1",
        "12\tSent\tok\t1",
        "12\tsent\tdone\t1",
        "12\tsent\tok\t1\tkey\tone",
        "12\tsent\tok\ta\\x",
        "12\tsent\tok\ta\\",
        "12\tsent\tok\t\u0000" + "12\tsent\tok\t1",
      })
  void anything_else_that_is_no_line_is_refused(String line) throws Exception {
    Files.writeString(
        directory.resolve("client.history"),
        "semel-history 1\tclient\n1\tsent\tok\t1\n" + line + "\n4\tsent\tok\t2\n");
    assertMalformed("line 3 of ");
  }

  @Test
  void bytes_that_are_no_text_and_files_that_are_no_history_are_refused() throws Exception {
    Path file = directory.resolve("client.history");
    Files.write(
        file, "semel-history 1\tc\n1\tsent\tok\t\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
    assertMalformed("line 2 of ");
    Files.writeString(file, "semel-history 2\tclient\n");
    assertMalformed("line 1 of ");
  }

  @Test
  void a_directory_without_histories_is_refused() {
    assertThatThrownBy(() -> History.read(directory))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-332 ")
        .hasMessageContaining("proves nothing");
    assertThatThrownBy(() -> History.read(directory.resolve("missing")))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-332 ");
  }

  @Test
  void a_directory_that_is_a_file_is_refused_at_the_first_event() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    try (History history = History.in(file, "client")) {
      assertThatThrownBy(() -> history.sent(1))
          .isInstanceOf(TestkitException.class)
          .hasMessageStartingWith("SEMEL-332 ");
    }
  }

  @Test
  void a_thread_that_is_interrupted_still_writes_and_so_do_the_others() {
    try (History history = History.in(directory, "client")) {
      Thread.currentThread().interrupt();
      history.sent(1);
      assertThat(Thread.interrupted()).isTrue();
      history.sent(2);
    }
    assertThat(History.read(directory).size()).isEqualTo(2);
  }

  @Test
  void a_process_that_is_killed_while_it_writes_leaves_a_readable_history() throws Exception {
    int told = 0;
    for (int life = 0; life < 3; life++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (int lines = 0; lines < 3; lines++) {
          String line = out.readLine();
          assertThat(line).as("what the writer says").isNotNull();
          told = Integer.parseInt(line);
        }
      } finally {
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      }
    }
    History history = History.read(directory);
    assertThat(told).isEqualTo(3_000);
    assertThat(history.size()).isGreaterThanOrEqualTo(3 * 3_000);
    assertThat(history.torn()).isLessThanOrEqualTo(3);
    for (String process : List.of("writer", "writer#2", "writer#3")) {
      assertThat(history.of(3_000).events()).extracting(Event::process).contains(process);
    }
  }

  /** Writes until it is killed, and says every thousand events how far it is. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      History history = History.in(Path.of(args[0]), "writer");
      for (int id = 1; id <= 5_000_000; id++) {
        history.sent(id);
        if (id % 1_000 == 0) {
          System.out.println(id);
        }
      }
    }
  }

  private static void writeSome(History history) {
    history.sending(1).ok();
    history.sending(STRANGE).unknown();
    history.sending("order-3").failed();
    history.delivered(1);
    history.applied(1, STRANGE, -5);
    history.published(STRANGE, 7, Long.MAX_VALUE);
    history.sent("");
    history.resolved(STRANGE, false);
    history.parked(1);
    history.fault("kill worker");
  }

  private List<String> files() throws Exception {
    try (var listed = Files.list(directory)) {
      return listed.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private void assertMalformed(String where) {
    assertThatThrownBy(() -> History.read(directory))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-331 " + where);
  }
}
