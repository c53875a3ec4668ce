// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the server wrote to its log since one start of it. */
public record ServerLog(Path file, long from) {
  private static final int LINES = 20;
  private static final int BYTES_MAX = 64 * 1024;

  public static ServerLog since(Path file) throws IOException {
    return new ServerLog(file, Files.exists(file) ? Files.size(file) : 0);
  }

  /** Its last lines, for an exception that has to explain a failure. */
  public String lastLines() {
    try (var in = Files.newByteChannel(file)) {
      long start = Math.max(from, in.size() - BYTES_MAX);
      var bytes = java.nio.ByteBuffer.allocate((int) (in.size() - start));
      in.position(start);
      while (bytes.hasRemaining() && in.read(bytes) >= 0) {
        // Until all that was there is read.
      }
      List<String> lines =
          new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
