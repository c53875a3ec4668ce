// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.poll;

import dev.semel.kafka.internal.partition.Assigned;
import dev.semel.kafka.internal.partition.Partition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Which partitions are fetched from and which are paused: a partition with too much on its way, one
 * that has no place, one whose first records are not settled, and all of them when too many bytes
 * are on their way. The consumer is polled all the same, so that nobody takes it for dead. For the
 * thread of the poller.
 */
final class Flow {
  private final Consumer<byte[], byte[]> consumer;
  private final Assigned assigned;
  private final LoopSettings settings;
  private volatile boolean stopped;
  private boolean full;

  Flow(Consumer<byte[], byte[]> consumer, Assigned assigned, LoopSettings settings) {
    this.consumer = consumer;
    this.assigned = assigned;
    this.settings = settings;
  }

  /** Fetches nothing, or as always, from the next poll on. */
  void stop(boolean stop) {
    stopped = stop;
  }

  /** Pauses and resumes. */
  void regulate() {
    List<Partition> all = assigned.all();
    long bytes = all.stream().mapToLong(partition -> partition.prefix().bytes()).sum();
    full = bytes >= (full ? settings.backlogBytesMax() / 2 : settings.backlogBytesMax());
    Set<TopicPartition> paused = consumer.paused();
    Set<TopicPartition> toPause = new HashSet<>();
    Set<TopicPartition> toResume = new HashSet<>();
    for (Partition partition : all) {
      boolean isPaused = paused.contains(partition.at());
      boolean mayFlow = !stopped && !full && hasRoom(partition, isPaused);
      if (mayFlow && isPaused) {
        toResume.add(partition.at());
      } else if (!mayFlow && !isPaused) {
        toPause.add(partition.at());
      }
    }
    consumer.pause(toPause);
    consumer.resume(toResume);
  }

  private boolean hasRoom(Partition partition, boolean isPaused) {
    int max = isPaused ? settings.backlogMax() / 2 : settings.backlogMax();
    return partition.isPlaced()
        && !partition.isMeetingItsFirst()
        && partition.prefix().size() < max;
  }
}
