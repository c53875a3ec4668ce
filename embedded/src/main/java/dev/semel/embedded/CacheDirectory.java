// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.EmbeddedPostgresException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where unpacked binaries and run directories are kept. */
final class CacheDirectory {
  static final String PROPERTY = "semel.cache";
  static final String VARIABLE = "SEMEL_CACHE";
  private static final Path SHARED = Path.of("/var/cache/semel");

  private CacheDirectory() {}

  /** The existing cache directory: as chosen, else as the system says, else in the home. */
  static Path open(@Nullable Path option, RunAs runAs) throws IOException {
    Optional<Path> chosen = chosen(option, System.getProperties(), System.getenv());
    Path cache = chosen.orElseGet(() -> inHome(System.getProperties(), System.getenv()));
    if (chosen.isEmpty()
        && runAs == RunAs.NOBODY
        && DirectoryTree.firstClosedToOthers(cache).isPresent()) {
      cache = SHARED;
    }
    create(cache, runAs);
    requireReachable(cache, runAs);
    return cache.toRealPath();
  }

  static Optional<Path> chosen(
      @Nullable Path option, Properties properties, Map<String, String> environment) {
    if (option != null) {
      return Optional.of(option);
    }
    return Stream.of(properties.getProperty(PROPERTY), environment.get(VARIABLE))
        .filter(Objects::nonNull)
        .filter(name -> !name.isBlank())
        .map(Path::of)
        .findFirst();
  }

  static Path inHome(Properties properties, Map<String, String> environment) {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification: a relative path is invalid and is to be ignored.
    return !xdg.isBlank() && Path.of(xdg).isAbsolute()
        ? Path.of(xdg, "semel")
        : Path.of(properties.getProperty("user.home", ""), ".cache", "semel");
  }

  /** Refuses a directory that the other user would not get to, and says where the way ends. */
  static void requireReachable(Path directory, RunAs runAs) throws IOException {
    if (runAs != RunAs.NOBODY) {
      return;
    }
    Optional<Path> closed = DirectoryTree.firstClosedToOthers(directory);
    if (closed.isPresent()) {
      throw new EmbeddedPostgresException(
          Code.CANNOT_RUN_AS_ROOT,
          "PostgreSQL would run as user 65534, since this JVM is root and user namespaces do not"
              + " work, but that user cannot reach "
              + directory
              + ": "
              + closed.get()
              + " is closed to others. Choose another directory, or 'chmod o+x' that one");
    }
  }

  private static void create(Path cache, RunAs runAs) throws IOException {
    if (!Files.isDirectory(cache)) {
      Files.createDirectories(cache);
      if (runAs == RunAs.NOBODY) {
        DirectoryTree.setMode(cache, 0755);
      }
    }
  }
}
