// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.internal.run.ServerProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a test can see of the run directories in a cache. */
final class Runs {
  private Runs() {}

  static List<Path> in(Path cache) throws IOException {
    try (var entries = Files.list(cache)) {
      return entries.filter(run -> run.getFileName().toString().startsWith("run-")).toList();
    }
  }

  /** The same for a place that cannot throw. */
  static List<Path> of(Path cache) {
    try {
      return in(cache);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of the server whose data is there, in its run directory. */
  static List<ProcessHandle> processesOf(Path dataDirectory) {
    return ServerProcesses.of(dataDirectory.getParent().getFileName().toString());
  }

  static List<ProcessHandle> processesOf(EmbeddedPostgres postgres) {
    return processesOf(postgres.dataDirectory());
  }
}
