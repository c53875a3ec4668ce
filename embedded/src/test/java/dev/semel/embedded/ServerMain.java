// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.internal.postgres.RunAs;
import java.io.IOException;
import java.nio.file.Path;

/** Starts a server, prints where it is, and waits: what {@link ForkedJvm} runs. */
final class ServerMain {
  private ServerMain() {}

  /** Arguments: the cache directory, then optionally an installation, a data directory. */
  public static void main(String[] arguments) throws IOException {
    var builder = EmbeddedPostgres.with().cacheDirectory(Path.of(arguments[0]));
    builder.progress(line -> System.out.println("progress " + line));
    if (arguments.length > 1) {
      builder.binaries(Path.of(arguments[1]));
    }
    if (arguments.length > 2) {
      builder.dataDirectory(Path.of(arguments[2]));
    }
    EmbeddedPostgres postgres = builder.start();
    System.out.println("root " + RunAs.isRoot());
    System.out.println("pid " + postgres.pid());
    System.out.println("data " + postgres.dataDirectory());
    System.out.println("url " + postgres.jdbcUrl());
    while (System.in.read() >= 0) {
      // Until the parent ends this JVM.
    }
  }
}
