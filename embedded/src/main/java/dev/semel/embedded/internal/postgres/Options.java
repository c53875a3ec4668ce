// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import dev.semel.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the caller chose, checked. */
public record Options(
    Settings settings,
    @Nullable Path cacheDirectory,
    @Nullable Path dataDirectory,
    @Nullable Path binaries,
    @Nullable RunAs runAs,
    Consumer<String> progress) {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

  public void tell(String line) {
    LOG.info(line);
    progress.accept(line);
  }
}
