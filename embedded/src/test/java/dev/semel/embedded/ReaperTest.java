// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.embedded.internal.run.Poll;
import dev.semel.embedded.internal.run.ProcessMark;
import dev.semel.embedded.internal.run.Reaper;
import dev.semel.embedded.internal.run.ServerProcesses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaperTest {
  @TempDir private Path cache;

  @Test
  void the_server_of_a_killed_jvm_is_reaped_by_the_next_start() throws Exception {
    long orphan;
    Path directory;
    try (var jvm = fork()) {
      orphan = Long.parseLong(jvm.read("pid"));
      directory = Path.of(jvm.read("data")).getParent();
      jvm.kill();
    }
    String run = directory.getFileName().toString();
    assertThat(ProcessMark.of(orphan)).as("the postmaster outlived its JVM").isPresent();
    assertThat(directory).exists();
    List<ProcessHandle> processes = ServerProcesses.of(run);
    assertThat(processes).hasSizeGreaterThan(3);

    try (var next = TestBinaries.in(cache).start()) {
      assertThat(processes).noneMatch(process -> ProcessMark.of(process.pid()).isPresent());
      assertThat(ServerProcesses.of(run)).isEmpty();
      assertThat(Runs.in(cache)).containsExactly(next.dataDirectory().getParent());
    }
  }

  @Test
  void the_server_of_another_living_jvm_is_left_alone() throws Exception {
    try (var jvm = fork()) {
      long pid = Long.parseLong(jvm.read("pid"));
      String url = jvm.read("url");
      try (var mine = TestBinaries.in(cache).start();
          var another = TestBinaries.in(cache).start()) {
        assertThat(ProcessMark.of(pid)).isPresent();
        assertThat(Sql.ask(url, "SELECT 1")).isEqualTo("1");
        assertThat(Sql.ask(mine, "SELECT 1")).isEqualTo("1");
        assertThat(Sql.ask(another, "SELECT 1")).isEqualTo("1");
        assertThat(Runs.in(cache)).hasSize(3);
      }
    }
  }

  @Test
  void my_own_server_is_left_alone_by_another_jvm_after_i_started_a_second() throws Exception {
    try (var first = TestBinaries.in(cache).start();
        var second = TestBinaries.in(cache).start();
        var jvm = fork()) {
      assertThat(jvm.read("pid")).isNotEmpty();
      assertThat(Sql.ask(first, "SELECT 1")).isEqualTo("1");
      assertThat(Sql.ask(second, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void a_terminated_jvm_stops_its_servers_itself() throws Exception {
    Path directory;
    try (var jvm = fork()) {
      directory = Path.of(jvm.read("data")).getParent();
      jvm.terminate();
    }
    assertThat(ServerProcesses.of(directory.getFileName().toString())).isEmpty();
    assertThat(Runs.in(cache)).isEmpty();
  }

  @Test
  void children_that_outlived_their_postmaster_are_found_by_title() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      List<ProcessHandle> all = Runs.processesOf(postgres);
      assertThat(all).extracting(ProcessHandle::pid).contains(postgres.pid()).hasSizeGreaterThan(3);
    }
  }

  @Test
  void a_reused_pid_is_not_killed() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      Path run = Files.createDirectory(cache.resolve("run-1-0123456789abcdef"));
      ProcessMark mark = ProcessMark.of(stranger.pid()).orElseThrow();
      Files.writeString(run.resolve("processes"), "owner 1 never\nserver " + mark + "\n");

      Reaper.reap(cache);

      assertThat(stranger.isAlive()).isTrue();
      assertThat(run).doesNotExist();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void a_program_that_merely_names_the_run_is_not_killed() throws Exception {
    Path run = Files.createDirectory(cache.resolve("run-1-fedcba9876543210"));
    Path log = Files.writeString(run.resolve("server.log"), "");
    Process reader = new ProcessBuilder("tail", "-f", log.toString()).start();
    try {
      ProcessHandle handle = reader.toHandle();
      assertThat(
              Poll.until(
                  Duration.ofSeconds(10),
                  () -> handle.info().commandLine().orElse("").contains("fedcba")))
          .isTrue();

      Reaper.reap(cache);

      assertThat(reader.isAlive()).isTrue();
      assertThat(run).doesNotExist();
    } finally {
      reader.destroyForcibly();
    }
  }

  @Test
  void a_java_program_that_merely_names_the_run_is_not_killed_and_one_of_the_run_is()
      throws Exception {
    Path run = Files.createDirectory(cache.resolve("run-1-00112233445566aa"));
    try (var stranger = new ForkedJvm(WaitingMain.class, run.toString());
        var server =
            new ForkedJvm(WaitingMain.class, ServerProcesses.javaMark("run-1-00112233445566aa"))) {
      ProcessMark strangersMark = mark(stranger);
      ProcessMark serversMark = mark(server);

      Reaper.reap(cache);

      assertThat(strangersMark.isAlive()).isTrue();
      assertThat(serversMark.isAlive()).isFalse();
      assertThat(run).doesNotExist();
    }
  }

  @Test
  void a_kept_data_directory_survives_the_reaping_of_its_server() throws Exception {
    Path data = cache.resolve("data");
    try (var jvm =
        new ForkedJvm(cache.toString(), TestBinaries.DIRECTORY.toString(), data.toString())) {
      jvm.read("pid");
      jvm.kill();
    }
    try (var next = TestBinaries.in(cache).dataDirectory(data).start()) {
      assertThat(Sql.ask(next, "SELECT 1")).isEqualTo("1");
      assertThat(Runs.in(cache)).hasSize(1);
    }
    assertThat(data).exists();
  }

  private static ProcessMark mark(ForkedJvm jvm) throws Exception {
    return ProcessMark.of(Long.parseLong(jvm.read("pid"))).orElseThrow();
  }

  private ForkedJvm fork() throws Exception {
    return new ForkedJvm(cache.toString(), TestBinaries.DIRECTORY.toString());
  }
}
