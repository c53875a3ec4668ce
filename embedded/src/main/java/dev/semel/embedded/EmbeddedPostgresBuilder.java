// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.internal.postgres.Options;
import dev.semel.embedded.internal.postgres.RunAs;
import dev.semel.embedded.internal.postgres.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The choices before an {@link EmbeddedPostgres} starts. Each has a default.
 *
 * <p>Not thread-safe.
 */
public final class EmbeddedPostgresBuilder {
  private final Map<String, String> settings = new LinkedHashMap<>();
  private boolean durable = true;
  private @Nullable Path cacheDirectory;
  private @Nullable Path dataDirectory;
  private @Nullable Path binaries;
  private @Nullable RunAs runAs;
  private Consumer<String> progress = line -> {};

  EmbeddedPostgresBuilder() {}

  /**
   * Where binaries are unpacked and servers have their run directories. Default: the system
   * property {@code semel.cache}, else the variable {@code SEMEL_CACHE}, else {@code semel} in
   * {@code XDG_CACHE_HOME} or {@code ~/.cache}. It must allow programs to be executed.
   */
  public EmbeddedPostgresBuilder cacheDirectory(Path directory) {
    cacheDirectory = Objects.requireNonNull(directory);
    return this;
  }

  /**
   * A data directory to use and keep: made if it does not exist, never deleted. If this JVM is
   * root, the files may be given to another user, see the package. Default: one in the run
   * directory, deleted at the end.
   */
  public EmbeddedPostgresBuilder dataDirectory(Path directory) {
    dataDirectory = Objects.requireNonNull(directory);
    return this;
  }

  /**
   * An installed PostgreSQL, for example {@code /usr/lib/postgresql/17}. Default: the archive on
   * the classpath.
   */
  public EmbeddedPostgresBuilder binaries(Path installation) {
    binaries = Objects.requireNonNull(installation);
    return this;
  }

  /** A server setting, such as {@code max_connections}; the last value given for a name counts. */
  public EmbeddedPostgresBuilder setting(String name, String value) {
    settings.put(Objects.requireNonNull(name), Objects.requireNonNull(value));
    return this;
  }

  /**
   * Lets the server lose acknowledged commits when it is killed, for tests that do not kill it.
   * Without this, anything less than durable is refused.
   */
  public EmbeddedPostgresBuilder withoutDurability() {
    durable = false;
    return this;
  }

  /** Receives a line for people at each step that takes time, on the starting thread. */
  public EmbeddedPostgresBuilder progress(Consumer<String> listener) {
    progress = Objects.requireNonNull(listener);
    return this;
  }

  EmbeddedPostgresBuilder runAs(RunAs way) {
    runAs = way;
    return this;
  }

  /**
   * Starts the server and returns when it answers.
   *
   * @throws EmbeddedServerException if it does not; then nothing is left behind
   */
  public EmbeddedPostgres start() {
    return EmbeddedPostgres.start(
        new Options(
            Settings.of(settings, durable),
            cacheDirectory,
            dataDirectory,
            binaries,
            runAs,
            progress));
  }
}
