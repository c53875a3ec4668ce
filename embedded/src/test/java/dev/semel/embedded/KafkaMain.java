// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.internal.postgres.RunAs;
import java.io.IOException;
import java.nio.file.Path;

/** Starts a broker, prints where it is, and waits; a second argument freezes it first. */
final class KafkaMain {
  private KafkaMain() {}

  public static void main(String[] arguments) throws IOException {
    EmbeddedKafka kafka =
        EmbeddedKafka.with().cacheDirectory(Path.of(arguments[0])).topic("orders", 1).start();
    if (arguments.length > 1) {
      kafka.pause();
    }
    System.out.println("root " + RunAs.isRoot());
    System.out.println("pid " + kafka.pid());
    System.out.println("data " + kafka.dataDirectory());
    while (System.in.read() >= 0) {
      // Until the parent ends this JVM.
    }
  }
}
