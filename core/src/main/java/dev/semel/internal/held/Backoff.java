// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.held;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait after so many failures: anything up to a bound that doubles, so that many who
 * wait for the same thing do not come back at the same moment. Immutable.
 */
public record Backoff(Duration first, Duration longest) {
  public long nanos(int failures) {
    long bound = longest.toNanos();
    int doublings = Math.max(0, failures - 1);
    if (doublings < 40 && first.toNanos() << doublings > 0) {
      bound = Math.min(bound, first.toNanos() << doublings);
    }
    long floor = Math.min(bound, first.toNanos() / 10);
    return floor + ThreadLocalRandom.current().nextLong(bound - floor + 1);
  }
}
