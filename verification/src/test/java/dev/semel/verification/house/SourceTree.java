// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout these tests stand in. */
final class SourceTree {
  private SourceTree() {}

  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("mvnw")) ? here : here.getParent();
  }

  /** Files below the modules' sources, or documents, by ending; never what a build made. */
  static List<Path> files(String ending) {
    try (Stream<Path> all = Files.walk(root())) {
      return all.filter(Files::isRegularFile)
          .filter(path -> path.toString().endsWith(ending))
          .filter(path -> !inside(path, "target") && !inside(path, ".git"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> mainSources() {
    return files(".java").stream()
        .filter(
            path ->
                path.toString()
                    .contains(
                        "/src/main/java/"
                            .replace('/', path.getFileSystem().getSeparator().charAt(0))))
        .toList();
  }

  static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String name(Path path) {
    return root().relativize(path).toString();
  }

  private static boolean inside(Path path, String folder) {
    for (Path part : root().relativize(path)) {
      if (part.toString().equals(folder)) {
        return true;
      }
    }
    return false;
  }
}
