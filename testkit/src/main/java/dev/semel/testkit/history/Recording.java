// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log, and the files that are written with it. One event at a time, so both have one order. */
final class Recording {
  private final Log log = new Log();
  private final @Nullable Path directory;
  private final Map<Integer, HistoryFile> files = new HashMap<>();
  private boolean closed;
  private int torn;

  Recording(@Nullable Path directory) {
    this.directory = directory;
  }

  Log log() {
    return log;
  }

  synchronized void record(
      int process, Kind kind, Phase phase, Object id, @Nullable Object key, long sequence) {
    if (closed) {
      throw new TestkitException(
          Code.HISTORY_MISUSED,
          "%s of %s was recorded in a history that is closed; close it when the last thread of the"
                  .formatted(kind.doing(), id)
              + " run has ended");
    }
    long nanos = System.nanoTime();
    if (directory != null) {
      HistoryFile file = files.get(process);
      if (file == null) {
        file = HistoryFile.create(directory, log.processName(process));
        files.put(process, file);
      }
      file.write(nanos, kind, phase, id, key, sequence);
    }
    log.append(nanos, process, kind, phase, id, key, sequence);
  }

  synchronized int torn() {
    return torn;
  }

  synchronized void addTorn(int more) {
    torn += more;
  }

  synchronized void close() {
    closed = true;
    files.values().forEach(HistoryFile::close);
    files.clear();
  }
}
