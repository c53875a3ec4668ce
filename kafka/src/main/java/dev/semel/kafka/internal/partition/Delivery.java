// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.partition;

import dev.semel.kafka.internal.record.Received;
import dev.semel.spi.IncomingMessage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way from the broker to an effect. Everything but its state is immutable; the
 * state is written by whoever has it in hand, the queue or the worker, and read by the poller.
 */
public final class Delivery {
  /** Where a delivery is. */
  public enum State {
    /** In the queue of a lane. */
    QUEUED,
    /** In the hands of a worker. */
    TAKEN,
    /** It may be acknowledged. */
    SETTLED,
    /** Given up because its partition is consumed elsewhere now, or again from another place. */
    DROPPED
  }

  private final Partition partition;
  private final IncomingMessage.Lane lane;
  private final Received message;
  private final Optional<Integer> leaderEpoch;
  private final @Nullable String key;
  private final @Nullable String unfit;
  private final int bytes;
  private final boolean first;
  private volatile State state = State.QUEUED;

  public Delivery(
      Partition partition,
      Received message,
      Optional<Integer> leaderEpoch,
      @Nullable String key,
      @Nullable String unfit,
      int bytes) {
    this.partition = partition;
    this.lane = partition.lane();
    this.message = message;
    this.leaderEpoch = leaderEpoch;
    this.key = key;
    this.unfit = unfit;
    this.bytes = bytes;
    this.first = partition.isFirst();
  }

  public Partition partition() {
    return partition;
  }

  /** Where it came from, as it was called then. */
  IncomingMessage.Lane lane() {
    return lane;
  }

  public Received message() {
    return message;
  }

  /** Of the leader that gave it, to be committed with the offset. */
  Optional<Integer> leaderEpoch() {
    return leaderEpoch;
  }

  public long offset() {
    return message.envelope().offset();
  }

  @Nullable String key() {
    return key;
  }

  /** What it is placed by among shards and lanes: a resend has the same. */
  public String placedBy() {
    return Optional.ofNullable(key)
        .or(() -> Optional.ofNullable(message.id()))
        .orElseGet(() -> partition + "/" + offset());
  }

  /** Why it is to be parked without being looked at. */
  public @Nullable String unfit() {
    return unfit;
  }

  public int bytes() {
    return bytes;
  }

  /** Whether it is one of the first since its partition was assigned. */
  public boolean first() {
    return first;
  }

  public State state() {
    return state;
  }

  public void become(State next) {
    state = next;
  }

  public boolean isWanted() {
    return !partition.isGone();
  }
}
