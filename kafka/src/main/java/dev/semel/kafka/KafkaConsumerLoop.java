// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.kafka.internal.consume.ConsumerLoop;
import java.time.Duration;
import java.util.Objects;

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
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final ConsumerLoop loop;

  KafkaConsumerLoop(ConsumerLoop loop) {
    this.loop = loop;
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
  public KafkaConsumerLoop start() {
    loop.start();
    return this;
  }

  /**
   * Takes on this thread what there is to take, until it has caught up or the time is over; joins
   * the group the first time. For tests, and for those who have a schedule of their own.
   *
   * @return how many messages were settled
   * @throws RuntimeException what stopped it; the next call begins anew
   */
  public long runOnce(Duration max) {
    return loop.runOnce(max);
  }

  /**
   * Fetches nothing more. What was fetched is taken; the partitions stay with this process.
   *
   * @see #resume
   */
  public void pause() {
    loop.stop(true);
  }

  /** Fetches again. */
  public void resume() {
    loop.stop(false);
  }

  /** How many messages this loop has settled since it was made. */
  public long settled() {
    return loop.settled();
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
    loop.close(Objects.requireNonNull(within, "within"));
  }

  @Override
  public String toString() {
    return loop.toString();
  }
}
