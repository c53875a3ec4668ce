// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

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
public final class CacheDirectory {
  public static final String PROPERTY = "semel.cache";
  public static final String VARIABLE = "SEMEL_CACHE";
  private static final Path SHARED = Path.of("/var/cache/semel");

  private CacheDirectory() {}

  /** The existing cache directory: as chosen, else as the system says, else in the home. */
  public static Path open(@Nullable Path option) throws IOException {
    Path cache = chosen(option).orElseGet(CacheDirectory::inHome);
    Files.createDirectories(cache);
    return cache.toRealPath();
  }

  /** The same, but where the home is closed to other users, one outside it. */
  public static Path openForOthers(@Nullable Path option) throws IOException {
    Path cache = chosen(option).orElseGet(CacheDirectory::inHome);
    if (chosen(option).isEmpty() && DirectoryTree.firstClosedToOthers(cache).isPresent()) {
      cache = SHARED;
    }
    if (!Files.isDirectory(cache)) {
      Files.createDirectories(cache);
      DirectoryTree.setMode(cache, 0755);
    }
    return cache.toRealPath();
  }

  private static Optional<Path> chosen(@Nullable Path option) {
    return chosen(option, System.getProperties(), System.getenv());
  }

  private static Path inHome() {
    return inHome(System.getProperties(), System.getenv());
  }

  public static Optional<Path> chosen(
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

  public static Path inHome(Properties properties, Map<String, String> environment) {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification: a relative path is invalid and is to be ignored.
    return !xdg.isBlank() && Path.of(xdg).isAbsolute()
        ? Path.of(xdg, "semel")
        : Path.of(properties.getProperty("user.home", ""), ".cache", "semel");
  }
}
