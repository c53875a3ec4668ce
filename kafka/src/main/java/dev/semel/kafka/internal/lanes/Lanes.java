// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.lanes;

import dev.semel.kafka.internal.partition.Delivery;
import dev.semel.kafka.internal.partition.Partition;
import dev.semel.kafka.internal.record.StableHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToIntFunction;

/**
 * The queues of all workers: so many for each shard. Records of one key are always in the same one.
 * By place all records of a partition are, because their numbers must not overtake each other.
 * Thread-safe.
 */
public final class Lanes {
  private final LongToIntFunction shardOf;
  private final boolean byPlace;
  private final List<List<LaneQueue>> queues = new ArrayList<>();

  /**
   * Queues for so many shards.
   *
   * @param shardOf which of them holds what has this hash
   */
  public Lanes(int shards, LongToIntFunction shardOf, int lanes, boolean byPlace) {
    this.shardOf = shardOf;
    this.byPlace = byPlace;
    for (int shard = 0; shard < shards; shard++) {
      List<LaneQueue> ofShard = new ArrayList<>();
      for (int lane = 0; lane < lanes; lane++) {
        ofShard.add(new LaneQueue());
      }
      queues.add(List.copyOf(ofShard));
    }
  }

  public List<LaneQueue> ofShard(int shard) {
    return queues.get(shard);
  }

  /** Puts records where they belong, in their order. */
  public void add(List<Delivery> deliveries) {
    Map<LaneQueue, List<Delivery>> parts = new LinkedHashMap<>();
    for (Delivery delivery : deliveries) {
      parts.computeIfAbsent(queueOf(delivery), queue -> new ArrayList<>()).add(delivery);
    }
    parts.forEach(LaneQueue::add);
  }

  /** The first of a partition go through one lane, because they are taken one after the other. */
  LaneQueue queueOf(Delivery delivery) {
    long hash = StableHash.of(delivery.placedBy());
    List<LaneQueue> ofShard = queues.get(shardOf.applyAsInt(hash));
    boolean together = delivery.first() || byPlace;
    long chosen = together ? StableHash.of(delivery.partition().toString()) : hash;
    return ofShard.get((int) Math.floorMod(chosen, (long) ofShard.size()));
  }

  public void discard(Partition partition) {
    queues.forEach(ofShard -> ofShard.forEach(queue -> queue.discard(partition)));
  }

  void wake() {
    queues.forEach(ofShard -> ofShard.forEach(LaneQueue::wake));
  }
}
