// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.offsets;

import dev.semel.kafka.internal.partition.Partition;
import dev.semel.kafka.internal.partition.Prefix;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offsets in the group, each with the id of the topic it is meant for, so that one of a topic that
 * was deleted and made again can be told.
 */
public final class KafkaOffsets implements Offsets {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");
  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
  private static final String MARK = "semel topic ";

  private final Consumer<byte[], byte[]> consumer;
  private final ToLongFunction<Partition> settledTo;
  private boolean underWay;
  private long nextAt = System.nanoTime();

  /**
   * Offsets of a consumer.
   *
   * @param settledTo up to where a partition may be committed, or {@link Prefix#UNKNOWN}
   */
  public KafkaOffsets(Consumer<byte[], byte[]> consumer, ToLongFunction<Partition> settledTo) {
    this.consumer = consumer;
    this.settledTo = settledTo;
  }

  /** The id of the topic a committed offset was meant for; empty if it does not say. */
  static String topicId(OffsetAndMetadata committed) {
    String metadata = committed.metadata();
    return metadata != null && metadata.startsWith(MARK) ? metadata.substring(MARK.length()) : "";
  }

  @Override
  public void soon(Collection<Partition> partitions) {
    long now = System.nanoTime();
    if (underWay || now - nextAt < 0) {
      return;
    }
    Map<Partition, Long> due = due(partitions);
    if (!due.isEmpty()) {
      underWay = true;
      nextAt = now + PAUSE_NANOS;
      consumer.commitAsync(
          offsets(due),
          (offsets, failure) -> {
            underWay = false;
            if (failure == null) {
              due.forEach(Partition::committed);
            } else {
              LOG.debug("offsets were not committed and will be again", failure);
            }
          });
    }
  }

  @Override
  public void now(Collection<Partition> partitions, Duration max) {
    Map<Partition, Long> due = due(partitions);
    if (due.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets(due), max);
      due.forEach(Partition::committed);
    } catch (KafkaException e) {
      LOG.debug("offsets were not committed; what they are of is delivered again", e);
    }
  }

  @Override
  public boolean has(Partition partition) {
    return partition.committed() == settledTo.applyAsLong(partition);
  }

  private Map<Partition, Long> due(Collection<Partition> partitions) {
    Map<Partition, Long> due = new HashMap<>();
    for (Partition partition : partitions) {
      long to = settledTo.applyAsLong(partition);
      if (to != Prefix.UNKNOWN && to != partition.committed() && partition.isPlaced()) {
        due.put(partition, to);
      }
    }
    return due;
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<Partition, Long> due) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    due.forEach(
        (partition, to) ->
            offsets.put(
                partition.at(),
                new OffsetAndMetadata(
                    to, partition.prefix().leaderEpoch(), MARK + partition.lane().epoch())));
    return offsets;
  }
}
