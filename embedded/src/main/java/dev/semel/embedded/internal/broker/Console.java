// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.broker;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The log of the broker: standard error, which the owner has directed to a file. Thread-safe. */
final class Console {
  private static final long START_NANOS = System.nanoTime();
  private static final double NANOS_PER_SECOND = 1e9;

  private Console() {}

  static PrintStream out() {
    return System.err;
  }

  static void log(String level, String logger, String message, @Nullable Throwable failure) {
    double seconds = (System.nanoTime() - START_NANOS) / NANOS_PER_SECOND;
    String line =
        String.format(
            Locale.ROOT,
            "+%.3fs %s %s %s",
            seconds,
            level,
            logger.substring(logger.lastIndexOf('.') + 1),
            message);
    synchronized (Console.class) {
      System.err.println(line);
      if (failure != null) {
        failure.printStackTrace();
      }
    }
  }
}
