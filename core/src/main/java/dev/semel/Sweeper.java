// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that sweeps now and then, from {@link #start} to {@link #close}. Thread-safe. Any
 * number of processes may have one; a ledger without any only grows.
 */
public final class Sweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final Duration EVERY_DEFAULT = Duration.ofMinutes(10);
  private static final Duration STOP_WAIT = Duration.ofSeconds(10);

  private final Semel semel;
  private final Duration every;
  private final CountDownLatch stop = new CountDownLatch(1);
  private @Nullable Thread thread;

  private Sweeper(Semel semel, Duration every) {
    this.semel = semel;
    this.every = every;
  }

  static Sweeper of(Semel semel) {
    return new Sweeper(semel, EVERY_DEFAULT);
  }

  /** A sweeper, not started, that pauses this long between two sweeps; 10 minutes by default. */
  public Sweeper every(Duration pause) {
    if (pause.isNegative() || pause.isZero()) {
      throw new IllegalArgumentException("the pause between sweeps is %s".formatted(pause));
    }
    return new Sweeper(semel, pause);
  }

  /** Starts the thread, a daemon. */
  public synchronized Sweeper start() {
    if (thread != null) {
      throw new IllegalStateException("this sweeper was started before");
    }
    thread = new Thread(this::run, "semel-sweeper");
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  /** Ends the thread after the step it is at, and waits for that. */
  @Override
  public void close() {
    stop.countDown();
    Thread started;
    synchronized (this) {
      started = thread;
    }
    if (started != null) {
      try {
        started.join(STOP_WAIT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      do {
        sweepAll();
      } while (!stop.await(every.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweepAll() {
    try {
      while (stop.getCount() > 0 && semel.sweep().more()) {
        LOG.debug("the sweep goes on");
      }
    } catch (RuntimeException e) {
      LOG.warn("a sweep failed and is tried again in {}", every, e);
    }
  }
}
