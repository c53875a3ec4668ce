// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.consume;

import dev.semel.kafka.internal.lanes.Workers;
import dev.semel.kafka.internal.poll.Crew;
import dev.semel.kafka.internal.poll.Poller;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a loop: on threads of its own, or on call, and once. Thread-safe. */
public final class ConsumerLoop {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");

  /** How much longer than the workers the poller may take, to leave the group. */
  private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(10);

  private final Crew crew;
  private final Poller poller;
  private final Workers workers;
  private final StartChecks checks;
  private final Thread thread;
  private State state = State.NEW;

  private enum State {
    NEW,
    STARTED,
    ON_CALL,
    CLOSED
  }

  ConsumerLoop(Crew crew, Poller poller, Workers workers, StartChecks checks) {
    this.crew = crew;
    this.poller = poller;
    this.workers = workers;
    this.checks = checks;
    this.thread = new Thread(poller::run, "semel-kafka-" + crew.settings().name() + "-poll");
  }

  /** Looks whether all is well, and starts the threads, all daemons. */
  public synchronized void start() {
    begin(State.STARTED);
    thread.setDaemon(true);
    workers.start();
    thread.start();
  }

  private void begin(State as) {
    if (state != State.NEW) {
      throw new IllegalStateException("this loop was started, or closed, before");
    }
    checks.run();
    state = as;
  }

  /** Takes on this thread what there is to take; says how many messages that were. */
  public synchronized long runOnce(Duration max) {
    if (state != State.ON_CALL) {
      begin(State.ON_CALL);
    }
    long before = crew.tally().settled();
    try {
      poller.runOnce(workers, max);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return crew.tally().settled() - before;
  }

  /** Fetches nothing more, or as always. */
  public void stop(boolean stop) {
    poller.stop(stop);
  }

  /** How many messages it has settled since it was made. */
  public long settled() {
    return crew.tally().settled();
  }

  /** Lets what is in hand end, so long at most, and leaves the group. */
  public void close(Duration within) {
    State before;
    synchronized (this) {
      before = state;
      state = State.CLOSED;
    }
    if (before == State.CLOSED) {
      return;
    }
    try {
      end(before, within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      crew.errands().close();
      crew.topics().close();
    }
  }

  private void end(State before, Duration within) throws InterruptedException {
    long until = System.nanoTime() + within.toNanos();
    poller.endWithin(within);
    if (before == State.ON_CALL) {
      poller.close();
    } else if (before == State.STARTED) {
      thread.join(within.toMillis() + LEAVE_PATIENCE.toMillis());
    }
    workers.end();
    Duration left = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
    if (thread.isAlive() || !workers.join(left)) {
      LOG.warn(
          "SEMEL-418 loop {} was closed while an effect was under way; its message is delivered"
              + " again, and the ledger decides",
          crew.settings().name());
    }
  }

  @Override
  public String toString() {
    return "loop %s on %s".formatted(crew.settings().name(), crew.settings().topicNames());
  }
}
