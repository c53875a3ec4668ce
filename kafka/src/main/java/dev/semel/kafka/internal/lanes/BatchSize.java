// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.lanes;

import java.time.Duration;

/**
 * How much one transaction may take: so many records, so many bytes, and about as many as fit in
 * the time, by what a record took lately. Begins small, because nothing is known about an effect
 * before its first. For the thread of one worker.
 */
public final class BatchSize {
  private static final int COUNT_FIRST = 10;
  private static final double WEIGHT_OF_THE_LAST = 0.3;

  private final int countMax;
  private final long bytesMax;
  private final double nanosMax;
  private double nanosPerRecord;
  private int count;

  public BatchSize(int countMax, long bytesMax, Duration timeMax) {
    this.countMax = countMax;
    this.bytesMax = bytesMax;
    this.nanosMax = timeMax.toNanos();
    this.count = Math.min(COUNT_FIRST, countMax);
  }

  int count() {
    return count;
  }

  long bytes() {
    return bytesMax;
  }

  /** Learns from a batch that was settled. */
  void took(int records, long nanos) {
    double lately = (double) nanos / records;
    nanosPerRecord =
        nanosPerRecord == 0
            ? lately
            : nanosPerRecord * (1 - WEIGHT_OF_THE_LAST) + lately * WEIGHT_OF_THE_LAST;
    count = (int) Math.max(1, Math.min(countMax, nanosMax / Math.max(1, nanosPerRecord)));
  }
}
