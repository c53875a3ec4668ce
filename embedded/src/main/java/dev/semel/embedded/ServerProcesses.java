// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.EmbeddedPostgresException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes of one run: the postmaster, whose command line has the run's name, and its
 * children, whose titles have it as their cluster name.
 */
final class ServerProcesses {
  private static final Duration KILL_MAX = Duration.ofSeconds(20);
  private static final Set<String> PROGRAMS =
      Set.of("postgres", "postgres.exe", "initdb", "initdb.exe");

  private ServerProcesses() {}

  /** Kills all processes of the run, among them the root, and returns when they are gone. */
  static void kill(String runName, ProcessHandle root) {
    Set<ProcessMark> killed = new HashSet<>(killWithChildren(root));
    killAll(runName, killed);
  }

  /** Kills all processes of the run and returns when they are gone. */
  static void kill(String runName) {
    killAll(runName, new HashSet<>());
  }

  /**
   * A dying process loses its title before it is gone, so each one is watched by its mark until its
   * end.
   */
  private static void killAll(String runName, Set<ProcessMark> killed) {
    boolean gone =
        Poll.until(
            KILL_MAX,
            () -> {
              List<ProcessHandle> left = of(runName);
              left.forEach(process -> killed.addAll(killWithChildren(process)));
              return left.isEmpty() && killed.stream().noneMatch(ProcessMark::isAlive);
            });
    if (!gone) {
      throw new EmbeddedPostgresException(
          Code.SERVER_DID_NOT_STOP,
          "processes %s of %s are still there %d s after they were killed"
              .formatted(
                  killed.stream().filter(ProcessMark::isAlive).map(ProcessMark::pid).toList(),
                  runName,
                  KILL_MAX.toSeconds()));
    }
  }

  /** The living processes of the run. */
  static List<ProcessHandle> of(String runName) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> belongsTo(runName, process)).toList();
    }
  }

  /** True for a living PostgreSQL program that names the run, not for, say, a pager of its log. */
  static boolean belongsTo(String runName, ProcessHandle process) {
    return commandLine(process).contains(runName)
        && process
            .info()
            .command()
            .map(command -> Path.of(command).getFileName())
            .filter(program -> PROGRAMS.contains(withoutDeletedMark(program.toString())))
            .isPresent()
        && ProcessMark.of(process.pid()).isPresent();
  }

  /**
   * The parent dies first: one that outlives a child would clean up after it, and one that is dead
   * starts no more. Children are listed before, while they still have that parent.
   *
   * @return all that were killed and may still be dying
   */
  static Set<ProcessMark> killWithChildren(ProcessHandle parent) {
    List<ProcessHandle> family = Stream.concat(Stream.of(parent), parent.descendants()).toList();
    Set<ProcessMark> marks =
        family.stream()
            .flatMap(process -> ProcessMark.of(process.pid()).stream())
            .collect(Collectors.toSet());
    family.forEach(ProcessHandle::destroyForcibly);
    return marks;
  }

  /** Linux shows the present title; the JDK's own reading is the fallback and misses titles. */
  private static String commandLine(ProcessHandle process) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      return new String(line, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return process.info().commandLine().orElse("");
    }
  }

  private static String withoutDeletedMark(String program) {
    return program.replace(" (deleted)", "");
  }
}
