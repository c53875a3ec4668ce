// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.internal.postgres.BinariesArchive;
import dev.semel.embedded.internal.postgres.Platform;
import dev.semel.embedded.internal.run.DirectoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The PostgreSQL of the classpath, unpacked once for all tests of this JVM, readable by anyone. */
final class TestBinaries {
  static final Path DIRECTORY = unpack();

  private TestBinaries() {}

  /** A server with these binaries and its run directory in that cache. */
  static EmbeddedPostgresBuilder in(Path cache) {
    return EmbeddedPostgres.with().cacheDirectory(cache).binaries(DIRECTORY);
  }

  static BinariesArchive archive() {
    return BinariesArchive.on(TestBinaries.class.getClassLoader(), Platform.current());
  }

  private static Path unpack() {
    try {
      Path cache = Files.createTempDirectory("semel-test-binaries");
      DirectoryTree.setMode(cache, 0755);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(cache)));
      return archive().unpackedIn(cache, line -> {}).directory();
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
