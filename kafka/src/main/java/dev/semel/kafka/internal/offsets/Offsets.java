// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.offsets;

import dev.semel.kafka.internal.partition.Partition;
import java.time.Duration;
import java.util.Collection;

/** Where it is written down how far partitions are settled. For the thread of the poller. */
public sealed interface Offsets permits KafkaOffsets, DatabaseOffsets {
  /** Writes down, without waiting for it, what has advanced. */
  void soon(Collection<Partition> partitions);

  /** Writes down and waits for it, so long at most. What cannot be written is delivered again. */
  void now(Collection<Partition> partitions, Duration max);

  /** Whether it is written down how far this partition is settled. */
  boolean has(Partition partition);
}
