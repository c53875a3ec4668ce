// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.poll;

import dev.semel.kafka.internal.broker.Topics;
import dev.semel.kafka.internal.lanes.Lanes;
import dev.semel.kafka.internal.offsets.Offsets;
import dev.semel.kafka.internal.partition.Assigned;
import dev.semel.kafka.internal.partition.Delivery;
import dev.semel.kafka.internal.partition.Partition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One consumer from its start to its end, with everything in memory about what is on its way. An
 * error throws it away, and the next begins where the last one had committed. For one thread, but
 * for {@link #stop}.
 */
final class Membership {
  private static final Duration POLL_BUSY = Duration.ofMillis(10);
  private static final Duration POLL_IDLE = Duration.ofMillis(100);
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final LoopSettings settings;
  private final Assigned assigned;
  private final Intake intake;
  private final Lanes lanes;
  private final Offsets offsets;
  private final Arrivals arrivals;
  private final Rebalances rebalances;
  private final Flow flow;
  private final Watch watch;
  private final Lags lags;
  private final Topics topics;

  Membership(Consumer<byte[], byte[]> consumer, Crew crew) {
    this.consumer = consumer;
    this.settings = crew.settings();
    this.assigned = new Assigned();
    this.intake = crew.intake();
    this.lanes = crew.lanes();
    this.topics = crew.topics();
    this.offsets = crew.offsets(consumer);
    this.arrivals = new Arrivals(consumer, assigned, offsets, crew);
    this.rebalances = new Rebalances(consumer, assigned, offsets, crew);
    this.flow = new Flow(consumer, assigned, settings);
    this.watch = new Watch(assigned, crew);
    this.lags = new Lags(consumer, assigned, crew.inbox());
    join();
  }

  private void join() {
    if (settings.partitions().isEmpty()) {
      consumer.subscribe(settings.topics(), rebalances);
    } else {
      consumer.assign(settings.partitions());
      rebalances.onPartitionsAssigned(settings.partitions());
    }
  }

  /** Fetches nothing more, or as always. */
  void stop(boolean stop) {
    flow.stop(stop);
  }

  /** One round: what arrived, what is settled, what is new. */
  void turn() {
    arrivals.step();
    watch.step();
    flow.regulate();
    admit(consumer.poll(isBusy() ? POLL_BUSY : POLL_IDLE));
    settle();
    lags.step();
  }

  private boolean isBusy() {
    return assigned.all().stream().anyMatch(p -> !p.isPlaced() || !p.prefix().isEmpty());
  }

  private void admit(ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty() && records.nextOffsets().isEmpty()) {
      return;
    }
    confirm(records);
    List<Delivery> fresh = new ArrayList<>();
    for (TopicPartition at : records.partitions()) {
      fresh.addAll(admit(at, records.records(at)));
    }
    records.nextOffsets().forEach(this::fetched);
    fresh.removeIf(delivery -> delivery.state() != Delivery.State.QUEUED);
    lanes.add(fresh);
  }

  /**
   * By place a record counts under the id of its topic. The record does not say that id; but if the
   * topic still has it after the fetch, it had it during the fetch.
   */
  private void confirm(ConsumerRecords<byte[], byte[]> records) {
    if (settings.byPlace() && !records.isEmpty()) {
      Map<String, String> ids =
          topics.ids(records.partitions().stream().map(TopicPartition::topic).distinct().toList());
      boolean unused = watch.compare(ids);
    }
  }

  private List<Delivery> admit(TopicPartition at, List<ConsumerRecord<byte[], byte[]>> records) {
    Partition partition = assigned.get(at);
    if (partition == null || !partition.isPlaced()) {
      consumer.seek(at, records.get(0).offset());
      return List.of();
    }
    List<Delivery> deliveries =
        records.stream().map(record -> intake.of(record, partition)).toList();
    partition.admit(deliveries);
    return deliveries;
  }

  private void fetched(TopicPartition at, OffsetAndMetadata next) {
    Partition partition = assigned.get(at);
    if (partition != null && partition.isPlaced()) {
      partition.prefix().fetchedTo(next.offset(), next.leaderEpoch());
    }
  }

  /** Looks at what the workers have settled. */
  void settle() {
    assigned.all().forEach(partition -> partition.prefix().advance());
    greet(assigned.all().stream().filter(Partition::hasMetItsFirst).toList());
    offsets.soon(assigned.all());
    assigned.all().stream()
        .filter(Partition::isDrained)
        .forEach(partition -> Arrivals.seek(consumer, partition, partition.beginAgain()));
  }

  /**
   * What came first is settled. When that is written down, a process that is ended by what comes
   * next is followed by one that begins with it; until then all that comes is among the first.
   */
  private void greet(List<Partition> met) {
    if (!met.isEmpty()) {
      offsets.now(met, COMMIT_PATIENCE);
      for (Partition partition : met) {
        if (partition.isFirst()) {
          partition.greeted(offsets.has(partition));
        }
      }
    }
  }

  /** Writes down what is settled, and waits for it. */
  void commit() {
    offsets.now(assigned.all(), COMMIT_PATIENCE);
  }

  boolean isCaughtUp() {
    return lags.isCaughtUp();
  }

  /** Hands in what is in hand, as far as there is time for it, and leaves. */
  void close(Duration within) {
    rebalances.handInAll(within);
    consumer.close(CloseOptions.timeout(COMMIT_PATIENCE));
  }

  /** Leaves after an error. */
  void abandon() {
    rebalances.abandonAll();
    consumer.close(CloseOptions.timeout(COMMIT_PATIENCE));
  }
}
