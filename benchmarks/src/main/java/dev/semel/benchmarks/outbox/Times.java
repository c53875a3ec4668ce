// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import java.util.Arrays;

/** A growing list of times in nanoseconds. Thread-safe. */
final class Times {
  private long[] nanos = new long[1 << 16];
  private int count;

  synchronized void add(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
  }

  synchronized void clear() {
    count = 0;
  }

  synchronized long[] all() {
    return Arrays.copyOf(nanos, count);
  }

  Latency latency() {
    return Latency.ofNanos(all());
  }
}
