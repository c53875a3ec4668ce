// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.offsets;

import dev.semel.Inbox;
import dev.semel.kafka.internal.broker.Topics;
import dev.semel.kafka.internal.partition.Partition;
import dev.semel.kafka.internal.partition.Prefix;
import dev.semel.spi.IncomingMessage.Lane;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Finds out where partitions are to begin that were assigned to us. Runs as an errand. */
public final class Places {
  private final Topics topics;
  private final List<Inbox> inboxes;
  private final String group;
  private final boolean inDatabase;

  /**
   * Where a partition begins.
   *
   * @param seekTo an offset, {@link Partition#BEGINNING}, or {@link Prefix#UNKNOWN} for wherever
   *     the group is
   * @param known what the database knows, 0 if nothing
   * @param replaces the id the topic had when its place was written down, if it was another
   */
  public record Place(String topicId, long seekTo, long known, @Nullable String replaces) {}

  /**
   * Asks these.
   *
   * @param group whose offsets count
   * @param inDatabase whether what the inboxes say counts more
   */
  public Places(Topics topics, List<Inbox> inboxes, String group, boolean inDatabase) {
    this.topics = topics;
    this.inboxes = inboxes;
    this.group = group;
    this.inDatabase = inDatabase;
  }

  public Map<TopicPartition, Place> of(Collection<TopicPartition> partitions) {
    Set<String> names =
        partitions.stream().map(TopicPartition::topic).collect(Collectors.toUnmodifiableSet());
    Map<String, String> ids = topics.ids(names);
    Map<TopicPartition, OffsetAndMetadata> committed = topics.committed(group);
    Map<TopicPartition, Lane> lanes = new HashMap<>();
    for (TopicPartition partition : partitions) {
      lanes.put(partition, lane(partition, ids));
    }
    Map<Lane, Long> positions = positions(lanes.values());
    inboxes.forEach(inbox -> inbox.assigned(lanes.values()));
    Map<TopicPartition, Place> places = new HashMap<>();
    lanes.forEach(
        (partition, lane) ->
            places.put(partition, place(lane, positions.get(lane), committed.get(partition))));
    return places;
  }

  private static Lane lane(TopicPartition partition, Map<String, String> ids) {
    String id = ids.get(partition.topic());
    if (id == null) {
      throw new UnknownTopicOrPartitionException(
          "topic %s was just deleted".formatted(partition.topic()));
    }
    return new Lane(partition.topic(), id, Integer.toString(partition.partition()));
  }

  /** The least that a shard knows; nothing unless they are asked. */
  private Map<Lane, Long> positions(Collection<Lane> lanes) {
    Map<Lane, Long> positions = new HashMap<>();
    if (inDatabase) {
      for (Inbox inbox : inboxes) {
        inbox.positions(lanes).forEach((lane, next) -> positions.merge(lane, next, Math::min));
      }
    }
    return positions;
  }

  private static Place place(
      Lane lane, @Nullable Long position, @Nullable OffsetAndMetadata committed) {
    if (position != null) {
      return new Place(lane.epoch(), position, position, null);
    }
    String before = committed == null ? "" : KafkaOffsets.topicId(committed);
    return before.isEmpty() || before.equals(lane.epoch())
        ? new Place(lane.epoch(), Prefix.UNKNOWN, 0, null)
        : new Place(lane.epoch(), Partition.BEGINNING, 0, before);
  }
}
