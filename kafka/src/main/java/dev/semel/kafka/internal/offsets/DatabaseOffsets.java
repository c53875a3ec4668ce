// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.offsets;

import dev.semel.Inbox;
import dev.semel.kafka.internal.broker.Errands;
import dev.semel.kafka.internal.effect.Outages;
import dev.semel.kafka.internal.lanes.Lanes;
import dev.semel.kafka.internal.partition.Partition;
import dev.semel.kafka.internal.partition.Prefix;
import dev.semel.spi.IncomingMessage.Lane;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offsets in the databases of the effects. A database that was restored or failed over and holds
 * less than it once said is believed: its partitions begin again from there. The group gets a copy,
 * for those who watch its lag.
 */
public final class DatabaseOffsets implements Offsets {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");
  private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LOOK_NANOS = Duration.ofSeconds(3).toNanos();

  private final List<Inbox> inboxes;
  private final Errands errands;
  private final Outages outages;
  private final Lanes lanes;
  private final KafkaOffsets copy;
  private @Nullable Round underWay;
  private long nextAt = System.nanoTime();
  private long lookAt = System.nanoTime();

  /** What the databases are being told and asked. */
  private record Round(
      Map<Partition, Inbox.Progress> progress, CompletableFuture<Map<Lane, Long>> answer) {}

  /**
   * Offsets in the databases of these inboxes.
   *
   * @param errands asks them
   * @param outages hears whether they are away
   * @param lanes discard what is queued of a partition that begins again
   */
  public DatabaseOffsets(
      List<Inbox> inboxes, Errands errands, Outages outages, Lanes lanes, KafkaOffsets copy) {
    this.inboxes = inboxes;
    this.errands = errands;
    this.outages = outages;
    this.lanes = lanes;
    this.copy = copy;
  }

  @Override
  public void soon(Collection<Partition> partitions) {
    long now = System.nanoTime();
    if (underWay != null && underWay.answer().isDone()) {
      collect(underWay);
      underWay = null;
    }
    if (underWay == null && now - nextAt >= 0) {
      Map<Partition, Inbox.Progress> progress = progress(partitions);
      boolean moved = progress.values().stream().anyMatch(p -> p.from() != p.to());
      if (moved || (!progress.isEmpty() && now - lookAt >= 0)) {
        nextAt = now + PAUSE_NANOS;
        lookAt = now + LOOK_NANOS;
        underWay = tell(progress);
      }
    }
    copy.soon(partitions);
  }

  @Override
  public void now(Collection<Partition> partitions, Duration max) {
    Map<Partition, Inbox.Progress> progress = progress(partitions);
    if (!progress.isEmpty()) {
      Round round = tell(progress);
      try {
        var unused = round.answer().get(max.toMillis(), TimeUnit.MILLISECONDS);
        collect(round);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("the database was not told how far we are; it is delivered again", e);
      }
    }
    copy.now(partitions, max);
  }

  @Override
  public boolean has(Partition partition) {
    return partition.known() == partition.prefix().next();
  }

  private static Map<Partition, Inbox.Progress> progress(Collection<Partition> partitions) {
    Map<Partition, Inbox.Progress> progress = new HashMap<>();
    for (Partition partition : partitions) {
      long to = partition.prefix().next();
      if (partition.isPlaced() && to != Prefix.UNKNOWN) {
        progress.put(partition, new Inbox.Progress(partition.known(), to));
      }
    }
    return progress;
  }

  private Round tell(Map<Partition, Inbox.Progress> progress) {
    Map<Lane, Inbox.Progress> byLane = new HashMap<>();
    progress.forEach((partition, reached) -> byLane.put(partition.lane(), reached));
    return new Round(progress, errands.run(() -> reached(byLane)));
  }

  /** Tells every shard; the one that knows least says where to begin again. */
  private Map<Lane, Long> reached(Map<Lane, Inbox.Progress> progress) {
    Map<Lane, Long> rewinds = new HashMap<>();
    for (Inbox inbox : inboxes) {
      inbox.reached(progress).forEach((lane, number) -> rewinds.merge(lane, number, Math::min));
    }
    return rewinds;
  }

  private void collect(Round round) {
    try {
      Map<Lane, Long> rewinds = round.answer().join();
      outages.succeeded();
      round.progress().forEach((partition, told) -> collect(partition, told, rewinds));
    } catch (CompletionException e) {
      nextAt = System.nanoTime() + outages.failed(Errands.cause(e));
    }
  }

  private void collect(Partition partition, Inbox.Progress told, Map<Lane, Long> rewinds) {
    Long rewind = rewinds.get(partition.lane());
    if (partition.isGone() || !partition.isPlaced()) {
      return;
    }
    if (rewind == null) {
      partition.known(told.to());
    } else {
      partition.known(rewind);
      partition.drainTo(rewind);
      lanes.discard(partition);
    }
  }
}
