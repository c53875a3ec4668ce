// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import java.io.IOException;
import java.nio.file.Path;

/** Prints whether a lock is taken or free, as seen from another JVM. */
final class LockMain {
  private LockMain() {}

  public static void main(String[] arguments) throws IOException {
    System.out.print(LockFile.tryAcquire(Path.of(arguments[0])).isEmpty() ? "taken" : "free");
  }
}
