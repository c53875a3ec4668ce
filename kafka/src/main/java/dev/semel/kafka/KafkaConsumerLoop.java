// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Semel;
import dev.semel.Tx;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes topics into effects that happen once. What was delivered is applied, found to have been
 * applied, or kept in the database of the effects; then, and only then, its offset is committed. So
 * it may be killed, paused, or lose its partitions at any moment. Thread-safe.
 *
 * <pre>{@code
 * try (KafkaConsumerLoop loop =
 *     KafkaConsumerLoop.in(semel)
 *         .named("billing")
 *         .connecting(Map.of("bootstrap.servers", servers))
 *         .topics("payments")
 *         .apply((tx, message) -> accounts.credit(tx.connection(), message.text()))
 *         .start()) { ... }
 * }</pre>
 *
 * <p>A thread polls, whatever effects take, so that a slow one does not cost the membership of the
 * group; others apply, the messages of one key always in order.
 */
public final class KafkaConsumerLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

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

  KafkaConsumerLoop(Crew crew, Poller poller, Workers workers, StartChecks checks) {
    this.crew = crew;
    this.poller = poller;
    this.workers = workers;
    this.checks = checks;
    this.thread = new Thread(poller::run, "semel-kafka-" + crew.settings().name() + "-poll");
  }

  /** A loop whose effects are in the database of this ledger. */
  public static KafkaConsumerBuilder in(Semel semel) {
    return in(Shards.of(semel));
  }

  /** A loop whose effects are in several databases, each message in the one its key lives in. */
  public static KafkaConsumerBuilder in(Shards shards) {
    return new KafkaConsumerBuilder(shards);
  }

  /** What happens to a record without a value. */
  public enum OnTombstone {
    /** It is parked, for a person to decide. */
    PARK,
    /** It is applied like any other; see {@link KafkaMessage#isTombstone}. */
    APPLY,
    /** It is acknowledged and forgotten. */
    SKIP
  }

  /**
   * Reads a message. What it throws says that nobody can read it, and parks the message at once.
   *
   * @param <T> what it is read as
   */
  @FunctionalInterface
  public interface Decoder<T> {
    T decode(KafkaMessage message) throws Exception;
  }

  /**
   * An effect for each message that was read.
   *
   * @param <T> what a message is read as
   */
  @FunctionalInterface
  public interface DecodedEffect<T> {
    void on(Tx tx, KafkaMessage message, T value) throws Exception;
  }

  /**
   * Asks the broker whether all is well, and starts the threads, all daemons.
   *
   * @throws IllegalStateException if a topic is missing or keeps its messages for longer than ids
   *     are remembered, if the broker does not answer, or if it was started before
   */
  public synchronized KafkaConsumerLoop start() {
    begin(State.STARTED);
    thread.setDaemon(true);
    workers.start();
    thread.start();
    return this;
  }

  private void begin(State as) {
    if (state != State.NEW) {
      throw new IllegalStateException("this loop was started, or closed, before");
    }
    checks.run();
    state = as;
  }

  /**
   * Takes on this thread what there is to take, until it has caught up or the time is over; joins
   * the group the first time. For tests, and for those who have a schedule of their own.
   *
   * @return how many messages were settled
   * @throws RuntimeException what stopped it; the next call begins anew
   */
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

  /**
   * Fetches nothing more. What was fetched is taken; the partitions stay with this process.
   *
   * @see #resume
   */
  public void pause() {
    poller.stop(true);
  }

  /** Fetches again. */
  public void resume() {
    poller.stop(false);
  }

  /** How many messages this loop has settled since it was made. */
  public long settled() {
    return crew.tally().settled();
  }

  /** Closes within 10 seconds. */
  @Override
  public void close() {
    close(CLOSE_PATIENCE);
  }

  /**
   * Stops: lets the batches that are in hand end, commits what is settled, leaves the group. What
   * takes longer is abandoned and delivered again elsewhere, where the ledger knows it if it
   * happened.
   */
  public void close(Duration within) {
    Objects.requireNonNull(within, "within");
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
      thread.join(within.toMillis() + CLOSE_PATIENCE.toMillis());
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
