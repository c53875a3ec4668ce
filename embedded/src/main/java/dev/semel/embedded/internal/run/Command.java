// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short program run to its end. */
public record Command(List<String> line) {

  /** Exit status and everything printed. A status of -1 means that there was no regular end. */
  public record Result(int status, String output) {
    public boolean succeeded() {
      return status == 0;
    }
  }

  /**
   * A process builder free of what the caller's environment would tell PostgreSQL: its PG…
   * variables and its locale.
   */
  public static ProcessBuilder builder(List<String> line) {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("PG") || name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().put("LC_ALL", "C");
    // Another user may have no right to the caller's working directory; any path given is absolute.
    builder.directory(Path.of("").toAbsolutePath().getRoot().toFile());
    return builder;
  }

  /** Never throws for a program that fails or cannot be started: that is in the result. */
  public Result run(Duration atMost) {
    try {
      Process process = builder(line).start();
      process.getOutputStream().close();
      return result(process, atMost);
    } catch (IOException e) {
      return new Result(-1, String.valueOf(e.getMessage()));
    }
  }

  private static Result result(Process process, Duration atMost) throws IOException {
    try {
      // Read after the end: none of the programs prints as much as a pipe holds.
      if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        byte[] output = process.getInputStream().readAllBytes();
        return new Result(process.exitValue(), new String(output, StandardCharsets.UTF_8).strip());
      }
      return new Result(-1, "no end within " + atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(-1, "interrupted");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
