// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.poll;

import dev.semel.Inbox;
import dev.semel.kafka.internal.offsets.Offsets;
import dev.semel.kafka.internal.partition.Assigned;
import dev.semel.kafka.internal.partition.Partition;
import dev.semel.spi.InboxEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions come and go. Before one goes, what workers have in hand of it may end, for a bounded
 * time, and is committed; what ends later does no harm, because the ledger knows it when it is
 * delivered elsewhere. For the thread of the poller.
 */
final class Rebalances implements ConsumerRebalanceListener {
  private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final Assigned assigned;
  private final Offsets offsets;
  private final Crew crew;

  Rebalances(Consumer<byte[], byte[]> consumer, Assigned assigned, Offsets offsets, Crew crew) {
    this.consumer = consumer;
    this.assigned = assigned;
    this.offsets = offsets;
    this.crew = crew;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    partitions.forEach(assigned::add);
    consumer.pause(partitions);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    handIn(assigned.of(partitions), crew.settings().handInWithin());
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    List<Partition> lost = assigned.of(partitions);
    lost.forEach(this::abandon);
    tell(lost, true);
  }

  /** Ends our part in all partitions, without a word to the broker. */
  void abandonAll() {
    List<Partition> all = assigned.all();
    all.forEach(this::abandon);
    tell(all, true);
  }

  /** Ends our part in all partitions. */
  void handInAll(Duration within) {
    handIn(assigned.all(), within);
  }

  private void handIn(List<Partition> leaving, Duration within) {
    leaving.forEach(Partition::leave);
    leaving.forEach(crew.lanes()::discard);
    long until = System.nanoTime() + within.toNanos();
    while (isInHand(leaving) && System.nanoTime() - until < 0) {
      crew.signal().await(LOOK_NANOS);
    }
    leaving.forEach(partition -> partition.prefix().advance());
    offsets.now(leaving, within);
    leaving.forEach(assigned::remove);
    tell(leaving, false);
  }

  private static boolean isInHand(List<Partition> partitions) {
    return partitions.stream().anyMatch(partition -> partition.prefix().isInHand());
  }

  private void abandon(Partition partition) {
    partition.leave();
    crew.lanes().discard(partition);
    assigned.remove(partition);
  }

  private void tell(List<Partition> left, boolean lost) {
    if (!left.isEmpty()) {
      Inbox inbox = crew.inbox();
      inbox.tell(new InboxEvent.Revoked(inbox.scope(), Assigned.names(left), lost));
    }
  }
}
