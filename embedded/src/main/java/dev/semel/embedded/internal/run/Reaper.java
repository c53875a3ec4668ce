// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import dev.semel.embedded.EmbeddedServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of servers whose owner JVM died without stopping them. */
public final class Reaper {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);

  private Reaper() {}

  /** Call with the lock of the cache's runs held. What cannot be reaped is left for the next. */
  public static void reap(Path cache) throws IOException {
    for (Path run : runs(cache)) {
      try {
        reapIfOrphan(run);
      } catch (IOException | EmbeddedServerException e) {
        LOG.info("{} of a dead JVM could not be removed; the next start tries again", run, e);
      }
    }
  }

  private static void reapIfOrphan(Path run) throws IOException {
    LockFile lock = RunDirectory.lockIfOrphan(run).orElse(null);
    if (lock == null) {
      return;
    }
    try (lock) {
      LOG.info("removing {}: the JVM that owned it is gone", run);
      String name = run.getFileName().toString();
      killRecorded(run, name);
      ServerProcesses.kill(name);
    }
    DirectoryTree.delete(run);
  }

  /** Before anything that has the name, the one process of which all is known. */
  private static void killRecorded(Path run, String name) throws IOException {
    RunDirectory.read(run, "server")
        .filter(ProcessMark::isAlive)
        .flatMap(server -> ProcessHandle.of(server.pid()))
        .filter(process -> ServerProcesses.belongsTo(name, process))
        .ifPresent(ServerProcesses::killWithChildren);
  }

  private static List<Path> runs(Path cache) throws IOException {
    try (Stream<Path> entries = Files.list(cache)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith(RunDirectory.PREFIX))
          .filter(Files::isDirectory)
          .toList();
    }
  }
}
