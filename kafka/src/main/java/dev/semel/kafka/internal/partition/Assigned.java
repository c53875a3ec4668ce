// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.partition;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The partitions that are consumed here now. For the thread of the poller. */
public final class Assigned {
  private final Map<TopicPartition, Partition> partitions = new LinkedHashMap<>();

  public Partition add(TopicPartition at) {
    Partition partition = new Partition(at);
    partitions.put(at, partition);
    return partition;
  }

  public @Nullable Partition get(TopicPartition at) {
    return partitions.get(at);
  }

  public void remove(Partition partition) {
    partitions.remove(partition.at(), partition);
  }

  public boolean has(Partition partition) {
    return partitions.get(partition.at()) == partition;
  }

  /** A copy. */
  public List<Partition> all() {
    return List.copyOf(partitions.values());
  }

  public List<Partition> in(Partition.Phase phase) {
    return partitions.values().stream().filter(p -> p.phase() == phase).toList();
  }

  public List<Partition> of(Collection<TopicPartition> ats) {
    return partitions.values().stream().filter(p -> ats.contains(p.at())).toList();
  }

  public static List<String> names(Collection<Partition> partitions) {
    return partitions.stream().map(Partition::toString).toList();
  }
}
