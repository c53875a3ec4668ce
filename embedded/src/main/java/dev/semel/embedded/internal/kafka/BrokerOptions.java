// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import dev.semel.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the caller chose, checked. */
public record BrokerOptions(
    BrokerSettings settings,
    List<Topic> topics,
    int heapMegabytes,
    @Nullable Path cacheDirectory,
    Consumer<String> progress) {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

  public void tell(String line) {
    LOG.info(line);
    progress.accept(line);
  }
}
