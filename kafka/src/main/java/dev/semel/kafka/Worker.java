// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Inbox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is in one queue into one inbox, batch by batch, and holds on to a batch until it is
 * settled or unwanted. For one thread.
 */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");
  private static final long IDLE_NANOS = Duration.ofMillis(100).toNanos();

  private final LaneQueue queue;
  private final Inbox inbox;
  private final Application<?> application;
  private final BatchSize size;
  private final Outages outages;
  private final Signal signal;
  private final AtomicLong settled;
  private final @Nullable Retries retries;
  private volatile boolean closing;

  Worker(
      LaneQueue queue,
      Inbox inbox,
      Application<?> application,
      BatchSize size,
      Outages outages,
      Signal signal,
      AtomicLong settled,
      @Nullable Retries retries) {
    this.queue = queue;
    this.inbox = inbox;
    this.application = application;
    this.size = size;
    this.outages = outages;
    this.signal = signal;
    this.settled = settled;
    this.retries = retries;
  }

  /** Works until it is told to end. */
  void run() {
    try {
      while (!closing) {
        List<Delivery> batch = queue.take(size, IDLE_NANOS);
        if (!batch.isEmpty()) {
          hold(batch);
        }
        retry();
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
    if (retries != null) {
      retries.now();
    }
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
    signal.ring();
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
      outages.succeeded();
      return -1;
    } catch (RuntimeException e) {
      return outages.failed(e);
    } catch (Error e) {
      LOG.error("SEMEL-415 a batch of {} met an error and is tried again", inbox.scope(), e);
      return outages.failed(new IllegalStateException("an error: " + e, e));
    }
  }

  private void take(List<Delivery> deliveries) {
    Application<?>.Batch batch = application.batch(deliveries);
    long began = System.nanoTime();
    Inbox.Taken unused =
        deliveries.get(0).first()
            ? inbox.takeFirst(batch.messages(), batch.effect())
            : inbox.take(batch.messages(), batch.effect());
    size.took(deliveries.size(), System.nanoTime() - began);
    deliveries.forEach(delivery -> delivery.become(Delivery.State.SETTLED));
    settled.addAndGet(deliveries.size());
    signal.ring();
  }

  private void pause(List<Delivery> batch, long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    long left = nanos;
    while (left > 0 && !closing && batch.stream().allMatch(Delivery::isWanted)) {
      queue.await(left);
      left = until - System.nanoTime();
    }
  }

  private void retry() {
    if (retries != null && !closing) {
      retries.ifDue();
    }
  }
}
