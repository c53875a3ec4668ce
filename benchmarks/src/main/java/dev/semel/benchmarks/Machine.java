// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the figures were measured on, and whether it was quiet. */
public final class Machine {
  private static final int CALIBRATION_STEPS = 5_000_000;

  private Machine() {}

  /** How long a fixed piece of work takes now, in milliseconds; longer means a busy machine. */
  public static double calibrate() {
    long began = System.nanoTime();
    long x = began | 1;
    for (int i = 0; i < CALIBRATION_STEPS; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    double millis = (System.nanoTime() - began) / 1e6;
    if (x == 0) {
      throw new IllegalStateException("a xorshift never comes to zero");
    }
    return millis;
  }

  public static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  public static String describe() {
    return "%d cores (%s), %s %s, JDK %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version());
  }

  private static String processor() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.toLowerCase(Locale.ROOT).startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      // Not every system has it.
    }
    return "of unknown make";
  }
}
