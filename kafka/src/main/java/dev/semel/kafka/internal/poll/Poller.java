// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.poll;

import dev.semel.kafka.internal.effect.Outages;
import dev.semel.kafka.internal.lanes.Workers;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls, and begins anew with another consumer when one has failed. For one thread at a time. */
public final class Poller {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Crew crew;
  private @Nullable Membership membership;
  private final Outages outages;
  private volatile boolean stopped;
  private volatile boolean ending;
  private volatile Duration handIn = Duration.ZERO;

  public Poller(Supplier<Consumer<byte[], byte[]>> consumers, Crew crew) {
    this.consumers = consumers;
    this.crew = crew;
    this.outages = new Outages(crew.inbox(), "SEMEL-415");
  }

  /** Rounds until it is told to end. */
  public void run() {
    while (!ending && !Thread.currentThread().isInterrupted()) {
      turn();
    }
    close();
  }

  /** Ends after this round, which may have so long to hand in what is in hand. */
  public void endWithin(Duration time) {
    handIn = time;
    ending = true;
    crew.signal().ring();
  }

  /** Fetches nothing more, or as always. */
  public void stop(boolean stop) {
    stopped = stop;
  }

  /** One round; after an error the next begins anew, after a pause. */
  private void turn() {
    try {
      membership().turn();
      outages.succeeded();
    } catch (RuntimeException e) {
      abandon();
      pause(outages.failed(e));
    } catch (Error e) {
      LOG.error("SEMEL-415 the poller of {} met an error", crew.settings().name(), e);
      abandon();
      pause(outages.failed(new IllegalStateException("an error: " + e, e)));
    }
  }

  private Membership membership() {
    Membership current = membership;
    if (current == null) {
      current = new Membership(consumers.get(), crew);
      membership = current;
    }
    current.stop(stopped);
    return current;
  }

  private void pause(long nanos) {
    long until = System.nanoTime() + nanos;
    while (!ending && System.nanoTime() - until < 0 && !Thread.currentThread().isInterrupted()) {
      crew.signal().await(until - System.nanoTime());
    }
  }

  /**
   * Takes all there is, on this thread, or as much as there is time for.
   *
   * @throws RuntimeException what stopped it
   */
  public void runOnce(Workers workers, Duration max) throws InterruptedException {
    long until = System.nanoTime() + max.toNanos();
    try {
      boolean caughtUp = false;
      while (!caughtUp && System.nanoTime() - until < 0) {
        Membership current = membership();
        current.turn();
        workers.drain();
        current.settle();
        caughtUp = current.isCaughtUp();
      }
      membership().commit();
    } catch (RuntimeException | Error e) {
      abandon();
      throw e;
    }
  }

  private void abandon() {
    Membership failed = membership;
    membership = null;
    if (failed != null) {
      try {
        failed.abandon();
      } catch (KafkaException e) {
        LOG.debug("a consumer that failed could not be closed", e);
      }
    }
  }

  /** Hands in what is in hand and leaves the group. */
  public void close() {
    Membership last = membership;
    membership = null;
    if (last != null) {
      try {
        last.close(handIn);
      } catch (KafkaException e) {
        LOG.warn("SEMEL-418 the consumer of {} could not be closed", crew.settings().name(), e);
      }
    }
  }
}
