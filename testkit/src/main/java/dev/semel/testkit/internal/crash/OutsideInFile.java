// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * For deaths of real JVMs: each entry is a line, handed to the operating system before the call
 * returns, so that it outlives the process (not the machine).
 */
final class OutsideInFile implements Outside {
  private final Path file;

  OutsideInFile(Path file) {
    this.file = file;
  }

  @Override
  public synchronized void append(String channel, String entry) {
    try {
      Files.writeString(
          file,
          encoded(channel) + " " + encoded(entry) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized List<String> entries(String channel) {
    if (!Files.exists(file)) {
      return List.of();
    }
    String prefix = encoded(channel) + " ";
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(prefix))
          .map(line -> decoded(line.substring(prefix.length())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
