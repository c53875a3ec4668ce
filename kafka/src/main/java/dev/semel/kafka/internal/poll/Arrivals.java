// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.poll;

import dev.semel.Inbox;
import dev.semel.kafka.internal.broker.Errands;
import dev.semel.kafka.internal.offsets.DatabaseOffsets;
import dev.semel.kafka.internal.offsets.Offsets;
import dev.semel.kafka.internal.offsets.Places;
import dev.semel.kafka.internal.partition.Assigned;
import dev.semel.kafka.internal.partition.Partition;
import dev.semel.kafka.internal.partition.Prefix;
import dev.semel.spi.InboxEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Brings partitions that were assigned to their place. They stay paused until it is known, which
 * may be long if the database is away. For the thread of the poller.
 */
final class Arrivals {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Assigned assigned;
  private final Places places;
  private final Crew crew;
  private final Offsets offsets;
  private final Inbox inbox;
  private @Nullable Question underWay;
  private long tryAt = System.nanoTime();

  /** Partitions whose places are being asked for. */
  private record Question(
      List<Partition> partitions, CompletableFuture<Map<TopicPartition, Places.Place>> answer) {}

  Arrivals(Consumer<byte[], byte[]> consumer, Assigned assigned, Offsets offsets, Crew crew) {
    this.consumer = consumer;
    this.assigned = assigned;
    this.offsets = offsets;
    this.crew = crew;
    this.places = crew.places();
    this.inbox = crew.inbox();
  }

  /** Asks for places, or acts on the answer. */
  void step() {
    if (underWay != null && underWay.answer().isDone()) {
      Question answered = underWay;
      underWay = null;
      collect(answered);
    }
    List<Partition> arriving = assigned.in(Partition.Phase.ARRIVING);
    if (underWay == null && !arriving.isEmpty() && System.nanoTime() - tryAt >= 0) {
      List<TopicPartition> names = arriving.stream().map(Partition::at).toList();
      underWay = new Question(arriving, crew.errands().run(() -> places.of(names)));
    }
  }

  private void collect(Question answered) {
    try {
      Map<TopicPartition, Places.Place> found = answered.answer().join();
      crew.outages().succeeded();
      List<Partition> still = answered.partitions().stream().filter(assigned::has).toList();
      still.forEach(partition -> begin(partition, found));
      tell(still, found);
    } catch (CompletionException e) {
      tryAt = System.nanoTime() + crew.outages().failed(Errands.cause(e));
    }
  }

  private void begin(Partition partition, Map<TopicPartition, Places.Place> found) {
    Places.Place place = found.get(partition.at());
    if (place != null) {
      partition.arrive(place.topicId(), place.known());
      seek(consumer, partition, place.seekTo());
      if (offsets instanceof DatabaseOffsets && place.seekTo() < 0) {
        // The database knows nothing of the place, which is the group's, and has to be told before
        // the first effect: a place it does not know counts as 0.
        partition.prefix().beginAt(consumer.position(partition.at(), PATIENCE));
        offsets.now(List.of(partition), PATIENCE);
      }
    }
  }

  /** Moves the consumer, and the partition's idea of its place with it. */
  static void seek(Consumer<byte[], byte[]> consumer, Partition partition, long target) {
    if (target >= 0) {
      consumer.seek(partition.at(), target);
    } else if (target == Partition.BEGINNING) {
      consumer.seekToBeginning(List.of(partition.at()));
    }
    partition.prefix().beginAt(target >= 0 ? target : Prefix.UNKNOWN);
  }

  private void tell(List<Partition> arrived, Map<TopicPartition, Places.Place> found) {
    if (arrived.isEmpty()) {
      return;
    }
    inbox.tell(new InboxEvent.Assigned(inbox.scope(), Assigned.names(arrived)));
    Set<String> replaced = new TreeSet<>();
    for (Partition partition : arrived) {
      Places.Place place = found.get(partition.at());
      if (place != null && place.replaces() != null && replaced.add(partition.at().topic())) {
        inbox.tell(
            new InboxEvent.SourceReplaced(
                inbox.scope(), partition.at().topic(), place.replaces(), place.topicId()));
      }
    }
  }
}
