// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import dev.semel.benchmarks.Spread;
import java.util.Arrays;

/** The middle, the slowest hundredth and the slowest of some times, in milliseconds. Immutable. */
record Latency(int count, double p50, double p99, double max) {
  static final Latency NONE = new Latency(0, Double.NaN, Double.NaN, Double.NaN);

  static Latency ofNanos(long[] nanos) {
    if (nanos.length == 0) {
      return NONE;
    }
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latency(
        sorted.length, at(sorted, 0.50), at(sorted, 0.99), sorted[sorted.length - 1] / 1e6);
  }

  private static double at(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * part))] / 1e6;
  }

  /** For {@link #ofLine}. */
  String line() {
    return "%d %s %s %s".formatted(count, p50, p99, max);
  }

  static Latency ofLine(String line) {
    String[] parts = line.split(" ", -1);
    return new Latency(
        Integer.parseInt(parts[0]),
        Double.parseDouble(parts[1]),
        Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]));
  }

  /** Such as {@code 0.61 / 4.20 / 12.10}. */
  String text() {
    return "%s / %s / %s".formatted(Spread.text(p50, 2), Spread.text(p99, 2), Spread.text(max, 2));
  }
}
