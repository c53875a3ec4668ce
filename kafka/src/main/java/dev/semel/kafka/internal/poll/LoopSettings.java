// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.poll;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What was chosen for a loop. Immutable.
 *
 * @param consumer the settings of Kafka's consumer, ours filled in
 * @param topics subscribed to; empty if partitions are given
 * @param partitions assigned by hand; empty if topics are given
 * @param batchTimeMax about how long a transaction may take
 */
public record LoopSettings(
    String name,
    Map<String, Object> consumer,
    List<String> topics,
    Set<TopicPartition> partitions,
    int lanes,
    int batchSizeMax,
    long batchBytesMax,
    Duration batchTimeMax,
    int messageBytesMax,
    boolean parksTombstones,
    boolean skipsTombstones,
    boolean byPlace,
    boolean offsetsInDatabase,
    Duration handInWithin) {

  public String group() {
    return String.valueOf(consumer.get("group.id"));
  }

  /** How many records of a partition may be on their way before it is paused. */
  int backlogMax() {
    return 4 * batchSizeMax;
  }

  /** How many bytes may be on their way before all is paused. */
  long backlogBytesMax() {
    return Math.max(4 * batchBytesMax, 2L * messageBytesMax);
  }

  /** All topics that are consumed. */
  public List<String> topicNames() {
    return partitions.isEmpty()
        ? topics
        : partitions.stream().map(TopicPartition::topic).distinct().toList();
  }
}
