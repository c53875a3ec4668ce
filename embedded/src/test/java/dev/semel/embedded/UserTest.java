// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.embedded.internal.postgres.RunAs;
import dev.semel.embedded.internal.run.Command;
import dev.semel.embedded.internal.run.DirectoryTree;
import dev.semel.embedded.internal.run.ProcessMark;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As whom PostgreSQL runs when this JVM is root, and when it is not. */
class UserTest {
  @TempDir private Path cache;

  @BeforeEach
  void needs_root() throws Exception {
    assumeTrue(RunAs.isRoot(), "only root can become somebody else");
    DirectoryTree.setMode(cache, 0755);
  }

  @ParameterizedTest
  @EnumSource(names = {"USER_NAMESPACE", "NOBODY"})
  void root_can_start_kill_restart_and_stop_a_server(RunAs way) throws Exception {
    assumeWorks(way);
    List<ProcessHandle> processes;
    try (var postgres = TestBinaries.in(cache).runAs(way).start()) {
      Sql.run(postgres, "CREATE TABLE t AS SELECT 1 AS n");
      processes = Runs.processesOf(postgres);
      assertThat(processes).hasSizeGreaterThan(3);
      assertThat(Files.getAttribute(postgres.dataDirectory(), "unix:uid")).isEqualTo(way.owner());
      postgres.kill();
      postgres.restart();
      assertThat(Sql.ask(postgres, "SELECT n FROM t")).isEqualTo("1");
    }
    assertThat(processes).noneMatch(process -> ProcessMark.of(process.pid()).isPresent());
    assertThat(Runs.in(cache)).isEmpty();
  }

  @Test
  void kept_data_changes_hands_when_the_way_changes() throws Exception {
    assumeWorks(RunAs.USER_NAMESPACE);
    assumeWorks(RunAs.NOBODY);
    Path data = cache.resolve("data");
    for (RunAs way : List.of(RunAs.USER_NAMESPACE, RunAs.NOBODY, RunAs.USER_NAMESPACE)) {
      try (var postgres = TestBinaries.in(cache).dataDirectory(data).runAs(way).start()) {
        Sql.run(postgres, "CREATE TABLE IF NOT EXISTS t AS SELECT 1 AS n");
        assertThat(Sql.ask(postgres, "SELECT n FROM t")).isEqualTo("1");
      }
    }
  }

  @Test
  void a_directory_closed_to_the_other_user_is_named() throws Exception {
    Path closed = Files.createDirectory(cache.resolve("closed"));
    DirectoryTree.setMode(closed, 0700);
    assertThatThrownBy(() -> TestBinaries.in(closed.resolve("cache")).runAs(RunAs.NOBODY).start())
        .hasMessageStartingWith("SEMEL-202")
        .hasMessageContaining(closed + " is closed to others");
    assertThatThrownBy(
            () ->
                TestBinaries.in(cache)
                    .dataDirectory(closed.resolve("data"))
                    .runAs(RunAs.NOBODY)
                    .start())
        .hasMessageStartingWith("SEMEL-202");
    assertThat(Runs.in(cache)).isEmpty();
  }

  @Test
  void a_jvm_that_is_not_root_just_starts_it() throws Exception {
    assumeWorks(RunAs.NOBODY);
    Path own = Files.createDirectory(cache.resolve("own"));
    DirectoryTree.giveTo(RunAs.NOBODY.owner(), own);
    List<String> prefix = RunAs.NOBODY.command(List.of());
    try (var jvm =
        new ForkedJvm(
            prefix, readableClasspath(), own.toString(), TestBinaries.DIRECTORY.toString())) {
      assertThat(jvm.read("root")).isEqualTo("false");
      assertThat(Sql.ask(jvm.read("url"), "SELECT 1")).isEqualTo("1");
      jvm.terminate();
    }
    assertThat(Runs.in(own)).isEmpty();
  }

  @Test
  void a_broker_runs_under_any_user() throws Exception {
    assumeWorks(RunAs.NOBODY);
    Path own = Files.createDirectory(cache.resolve("own"));
    DirectoryTree.giveTo(RunAs.NOBODY.owner(), own);
    List<String> prefix = RunAs.NOBODY.command(List.of());
    try (var jvm =
        new ForkedJvm(KafkaMain.class, prefix, readableClasspath(), own.toString(), "paused")) {
      assertThat(jvm.read("root")).isEqualTo("false");
      jvm.terminate();
    }
    assertThat(Runs.in(own)).isEmpty();
  }

  @Test
  void what_was_tried_is_in_the_error_when_no_way_works() throws Exception {
    assumeWorks(RunAs.NOBODY);
    List<String> line = new ArrayList<>(RunAs.NOBODY.command(List.of()));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-cp", readableClasspath(), NoWayMain.class.getName()));
    String output = new Command(line).run(java.time.Duration.ofSeconds(30)).output();
    assertThat(output)
        .contains("SEMEL-202")
        .contains("setpriv --reuid 65534 --regid 65534 --clear-groups id -un' ended with");
  }

  private static void assumeWorks(RunAs way) {
    boolean works;
    try {
      works = RunAs.firstWorking(List.of(way)) == way;
    } catch (EmbeddedServerException e) {
      works = false;
    }
    assumeTrue(works, way + " does not work on this machine");
  }

  /** The class path again, where another user can read it. */
  private String readableClasspath() throws Exception {
    Path copy = Files.createDirectory(cache.resolve("classpath"));
    DirectoryTree.setMode(copy, 0755);
    List<String> entries = new ArrayList<>();
    for (String name : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path target = copy.resolve(Integer.toString(entries.size()));
      copyTree(Path.of(name), target);
      entries.add(target.toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void copyTree(Path from, Path to) throws Exception {
    try (var tree = Files.walk(from)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Path target = to.resolve(from.relativize(path).toString());
        Files.copy(path, target);
        DirectoryTree.setMode(target, 0755);
      }
    }
  }
}
