// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import java.util.concurrent.atomic.AtomicLong;

/** What all workers of a run say they did, also those that were killed. Thread-safe. */
final class Figures {
  final AtomicLong delivered = new AtomicLong();
  final AtomicLong applied = new AtomicLong();
  final AtomicLong duplicates = new AtomicLong();
  final AtomicLong held = new AtomicLong();

  /** A line of {@link Work#settled}. */
  void add(String[] numbers) {
    delivered.addAndGet(Long.parseLong(numbers[1]));
    applied.addAndGet(Long.parseLong(numbers[2]));
    duplicates.addAndGet(Long.parseLong(numbers[3]));
    held.addAndGet(Long.parseLong(numbers[4]));
  }

  @Override
  public String toString() {
    return "workers were delivered %,d, applied %,d, suppressed %,d, held %,d"
        .formatted(delivered.get(), applied.get(), duplicates.get(), held.get());
  }
}
