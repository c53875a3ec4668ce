// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The part of a history that one process writes, a line per event: nanos, kind, phase, id and, if
 * given, key and sequence, between tabs. Guarded by its recording.
 *
 * <p>Each line is one write and nothing waits in the process, so a killed process has lost at most
 * the line it was writing. (A machine that loses power loses more.)
 */
final class HistoryFile {
  static final String SUFFIX = ".history";
  static final String HEADER = "semel-history 1\t";

  private final Path path;
  private final OutputStream out;

  private HistoryFile(Path path, OutputStream out) {
    this.path = path;
    this.out = out;
  }

  /** A new file for the process; if it was there before under that name, the next free one. */
  static HistoryFile create(Path directory, String process) {
    try {
      Files.createDirectories(directory);
      for (int life = 1; ; life++) {
        String name = life == 1 ? process : process + "#" + life;
        Path path = directory.resolve(name + SUFFIX);
        try {
          Files.createFile(path);
        } catch (FileAlreadyExistsException taken) {
          continue;
        }
        // not a channel: a thread that is interrupted while it writes would close that for all
        HistoryFile file = new HistoryFile(path, new FileOutputStream(path.toFile(), true));
        file.line(HEADER + name);
        return file;
      }
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
  }

  void write(long nanos, Kind kind, Phase phase, Object id, @Nullable Object key, long sequence) {
    StringBuilder line = new StringBuilder(64);
    line.append(nanos).append('\t').append(word(kind)).append('\t').append(word(phase));
    escape(line.append('\t'), id.toString());
    if (key != null) {
      escape(line.append('\t'), key.toString());
      line.append('\t').append(sequence);
    }
    line(line.toString());
  }

  void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private void line(String text) {
    try {
      out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void escape(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> line.append("\\\\");
        case '\t' -> line.append("\\t");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        default -> line.append(c);
      }
    }
  }

  private static TestkitException unwritable(Path path, IOException e) {
    return new TestkitException(
        Code.HISTORY_FILE,
        "the history cannot be written to %s: %s. A run whose history has a gap proves nothing, so"
                .formatted(path, e)
            + " it ends here; check rights and space",
        e);
  }
}
