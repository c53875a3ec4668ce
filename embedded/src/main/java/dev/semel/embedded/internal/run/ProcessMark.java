// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One process, told apart from any later one with the same pid by when it started.
 *
 * @param start on Linux in clock ticks since boot, since the wall clock may be set while the
 *     process runs; elsewhere an instant
 */
public record ProcessMark(long pid, String start) {
  private static final Path PROC = Path.of("/proc");

  public static ProcessMark ofThisJvm() {
    long pid = ProcessHandle.current().pid();
    return of(pid).orElseGet(() -> new ProcessMark(pid, "unknown"));
  }

  /** The living process with that pid, if there is one; a zombie is not living. */
  public static Optional<ProcessMark> of(long pid) {
    Optional<String> start =
        Files.exists(PROC.resolve("self/stat")) ? ticksOf(pid) : instantOf(pid);
    return start.map(at -> new ProcessMark(pid, at));
  }

  public static Optional<ProcessMark> parse(String text) {
    String[] words = text.strip().split(" ", 2);
    try {
      return words.length == 2
          ? Optional.of(new ProcessMark(Long.parseLong(words[0]), words[1]))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  @Override
  public String toString() {
    return pid + " " + start;
  }

  /** Fields 3 and 22 of stat; field 2, the name, is in parentheses and may have any character. */
  private static Optional<String> ticksOf(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return "ZX".contains(afterName[0]) ? Optional.empty() : Optional.of(afterName[19]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> instantOf(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().startInstant())
        .map(Instant::toString);
  }
}
