// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.lanes;

import dev.semel.Inbox;
import dev.semel.kafka.internal.partition.Delivery;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is in one queue into one inbox, batch by batch, and holds on to a batch until it is
 * settled or unwanted. For one thread.
 */
public final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");
  private static final long IDLE_NANOS = Duration.ofMillis(100).toNanos();

  private final LaneQueue queue;
  private final BatchSize size;
  private final Duty duty;
  private final Tally tally;
  private volatile boolean closing;

  public Worker(LaneQueue queue, BatchSize size, Duty duty, Tally tally) {
    this.queue = queue;
    this.size = size;
    this.duty = duty;
    this.tally = tally;
  }

  /** Works until it is told to end. */
  void run() {
    try {
      while (!closing) {
        List<Delivery> batch = queue.take(size, IDLE_NANOS);
        if (!batch.isEmpty()) {
          hold(batch);
        }
        if (!closing) {
          duty.retries().ifDue();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends after the batch that is in hand. */
  void end() {
    closing = true;
    queue.wake();
  }

  /** Does all there is to do, on this thread, and throws what stops it. */
  void drain() throws InterruptedException {
    List<Delivery> batch = queue.take(size, 0);
    while (!batch.isEmpty()) {
      try {
        take(batch);
      } catch (RuntimeException | Error e) {
        batch.forEach(delivery -> delivery.become(Delivery.State.DROPPED));
        throw e;
      }
      batch = queue.take(size, 0);
    }
    duty.retries().now();
  }

  /** Tries a batch until it is settled, or nobody wants it from us any more. */
  private void hold(List<Delivery> taken) throws InterruptedException {
    List<Delivery> batch = taken;
    while (!batch.isEmpty()) {
      long pause = attempt(batch);
      if (pause < 0) {
        return;
      }
      pause(batch, pause);
      batch = wanted(batch);
    }
    tally.signal().ring();
  }

  private List<Delivery> wanted(List<Delivery> batch) {
    for (Delivery delivery : batch) {
      if (closing || !delivery.isWanted()) {
        delivery.become(Delivery.State.DROPPED);
      }
    }
    return batch.stream().filter(d -> d.state() == Delivery.State.TAKEN).toList();
  }

  /** How long to wait before the next attempt; negative if it succeeded. */
  private long attempt(List<Delivery> batch) {
    try {
      take(batch);
      duty.outages().succeeded();
      return -1;
    } catch (RuntimeException e) {
      return duty.outages().failed(e);
    } catch (Error e) {
      LOG.error("SEMEL-415 a batch of {} met an error and is tried again", duty.inbox().scope(), e);
      return duty.outages().failed(new IllegalStateException("an error: " + e, e));
    }
  }

  private void take(List<Delivery> deliveries) {
    ReadBatch<?> batch = ReadBatch.of(duty.application(), deliveries);
    long began = System.nanoTime();
    Inbox.Taken unused =
        deliveries.get(0).first()
            ? duty.inbox().takeFirst(batch.messages(), batch.effect())
            : duty.inbox().take(batch.messages(), batch.effect());
    size.took(deliveries.size(), System.nanoTime() - began);
    deliveries.forEach(delivery -> delivery.become(Delivery.State.SETTLED));
    tally.settled(deliveries.size());
  }

  private void pause(List<Delivery> batch, long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    long left = nanos;
    while (left > 0 && !closing && batch.stream().allMatch(Delivery::isWanted)) {
      queue.await(left);
      left = until - System.nanoTime();
    }
  }
}
