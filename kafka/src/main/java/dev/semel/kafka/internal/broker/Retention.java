// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.broker;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How long a topic keeps its records, and so for how long they may be delivered again. */
public record Retention(Duration time) {
  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  /** As the settings of a topic say it: what is only compacted is kept for ever. */
  static Retention of(@Nullable String cleanupPolicy, @Nullable String retentionMillis) {
    boolean deletes =
        cleanupPolicy == null
            || Arrays.stream(cleanupPolicy.split(",")).anyMatch(p -> p.strip().equals("delete"));
    long millis = retentionMillis == null ? -1 : Long.parseLong(retentionMillis);
    return new Retention(deletes && millis >= 0 ? Duration.ofMillis(millis) : FOREVER);
  }

  public boolean exceeds(Duration other) {
    return time.compareTo(other) > 0;
  }

  @Override
  public String toString() {
    return time.equals(FOREVER) ? "for ever" : "for " + time;
  }
}
