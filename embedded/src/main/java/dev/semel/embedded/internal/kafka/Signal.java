// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.run.Command;
import dev.semel.embedded.internal.run.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The two signals of POSIX that freeze a process and let it go on. */
enum Signal {
  STOP("-STOP"),
  CONTINUE("-CONT");

  private static final Duration SEND_MAX = Duration.ofSeconds(10);
  private static final Duration EFFECT_MAX = Duration.ofSeconds(10);

  private final String option;

  Signal(String option) {
    this.option = option;
  }

  /** Freezes the process; where the system tells, returns when each of its threads stands still. */
  static void stop(Process process) {
    STOP.sendTo(process);
    Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    Poll.until(EFFECT_MAX, () -> !Files.isDirectory(threads) || allStandStill(threads));
  }

  /** Lets a frozen process go on. */
  static void resume(Process process) {
    CONTINUE.sendTo(process);
  }

  private static boolean allStandStill(Path threads) {
    try (Stream<Path> each = Files.list(threads)) {
      return each.allMatch(Signal::standsStill);
    } catch (IOException e) {
      return true; // The process is gone.
    }
  }

  /** The state follows the name, which is in parentheses and may have any character. */
  private static boolean standsStill(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.startsWith("T", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return true; // The thread is gone.
    }
  }

  /** Through the shell, which has kill built in: small images have no program of that name. */
  private void sendTo(Process process) {
    String line = "kill " + option + " " + process.pid();
    Command.Result result = new Command(List.of("sh", "-c", line)).run(SEND_MAX);
    if (!result.succeeded()) {
      throw new EmbeddedServerException(
          Code.CANNOT_PAUSE,
          "'%s' ended with %d: %s. Only where processes can be sent signals, which is not the case on Windows, can a broker be paused; kill() works everywhere"
              .formatted(line, result.status(), result.output()));
    }
  }
}
