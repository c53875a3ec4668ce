// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
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
 * The processes of one run. Those of PostgreSQL have the run's name in their command line or title;
 * a Java server has it as a system property, since a program as common as java may well name a run
 * without belonging to it.
 */
public final class ServerProcesses {
  private static final Duration KILL_MAX = Duration.ofSeconds(20);
  private static final Duration BURIAL_MAX = Duration.ofSeconds(30);
  private static final Set<String> POSTGRES_PROGRAMS =
      Set.of("postgres", "postgres.exe", "initdb", "initdb.exe");
  private static final Set<String> JAVA_PROGRAMS = Set.of("java", "java.exe");

  private ServerProcesses() {}

  /** The option by which a Java server is known as a process of the run. */
  public static String javaMark(String runName) {
    return "-Dsemel.run=" + runName;
  }

  /**
   * Kills all processes of the run, among them the root, a child of this JVM, and returns when they
   * are gone, although the thread may be interrupted.
   */
  public static void kill(String runName, Process root) {
    Poll.undisturbed(
        () -> {
          killAll(runName, new HashSet<>(killWithChildren(root.toHandle())));
          // Reaped by the JDK, so that a next server does not take the zombie for a rival.
          Poll.until(BURIAL_MAX, () -> !root.isAlive());
        });
  }

  /** Kills all processes of the run and returns when they are gone. */
  public static void kill(String runName) {
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
      throw new EmbeddedServerException(
          Code.SERVER_DID_NOT_STOP,
          "processes %s of %s are still there %d s after they were killed"
              .formatted(
                  killed.stream().filter(ProcessMark::isAlive).map(ProcessMark::pid).toList(),
                  runName,
                  KILL_MAX.toSeconds()));
    }
  }

  /** The living processes of the run. */
  public static List<ProcessHandle> of(String runName) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> belongsTo(runName, process)).toList();
    }
  }

  /** True for a living server program that names the run, not for, say, a pager of its log. */
  public static boolean belongsTo(String runName, ProcessHandle process) {
    String line = commandLine(process);
    return line.contains(runName)
        && process
            .info()
            .command()
            .map(command -> Path.of(command).getFileName())
            .map(program -> withoutDeletedMark(program.toString()))
            .filter(program -> isServer(program, line.contains(javaMark(runName))))
            .isPresent()
        && ProcessMark.of(process.pid()).isPresent();
  }

  private static boolean isServer(String program, boolean hasJavaMark) {
    return POSTGRES_PROGRAMS.contains(program) || (JAVA_PROGRAMS.contains(program) && hasJavaMark);
  }

  /**
   * The parent dies first: one that outlives a child would clean up after it, and one that is dead
   * starts no more. Children are listed before, while they still have that parent.
   *
   * @return all that were killed and may still be dying
   */
  public static Set<ProcessMark> killWithChildren(ProcessHandle parent) {
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
