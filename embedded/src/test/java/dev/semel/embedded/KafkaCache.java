// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.internal.run.DirectoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One cache for all tests with brokers in this JVM: the first start makes the others fast. */
final class KafkaCache {
  static final Path DIRECTORY = make();

  private KafkaCache() {}

  /** A broker with its run directory in that cache. */
  static EmbeddedKafkaBuilder broker() {
    return EmbeddedKafka.with().cacheDirectory(DIRECTORY);
  }

  private static Path make() {
    try {
      Path cache = Files.createTempDirectory("semel-test-kafka").toRealPath();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(cache)));
      return cache;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path cache) {
    try {
      DirectoryTree.delete(cache);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
