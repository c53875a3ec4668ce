// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The partitions that are consumed here now. For the thread of the poller. */
final class Assigned {
  private final Map<TopicPartition, Partition> partitions = new LinkedHashMap<>();

  Partition add(TopicPartition at) {
    Partition partition = new Partition(at);
    partitions.put(at, partition);
    return partition;
  }

  @Nullable Partition get(TopicPartition at) {
    return partitions.get(at);
  }

  void remove(Partition partition) {
    partitions.remove(partition.at(), partition);
  }

  boolean has(Partition partition) {
    return partitions.get(partition.at()) == partition;
  }

  /** A copy. */
  List<Partition> all() {
    return List.copyOf(partitions.values());
  }

  List<Partition> in(Partition.Phase phase) {
    return partitions.values().stream().filter(p -> p.phase() == phase).toList();
  }

  List<Partition> of(Collection<TopicPartition> ats) {
    return partitions.values().stream().filter(p -> ats.contains(p.at())).toList();
  }

  static List<String> names(Collection<Partition> partitions) {
    return partitions.stream().map(Partition::toString).toList();
  }
}
