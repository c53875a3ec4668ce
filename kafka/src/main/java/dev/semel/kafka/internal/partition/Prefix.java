// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.partition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a partition is settled without a gap: what is settled beyond an unsettled record does not
 * count, because after a crash only this number says what is to be delivered again. For the thread
 * of the poller.
 */
public final class Prefix {
  /** Nothing is known yet. */
  public static final long UNKNOWN = -1;

  private final Deque<Delivery> outstanding = new ArrayDeque<>();
  private long bytes;
  private long next = UNKNOWN;
  private long fetchedTo = UNKNOWN;
  private Optional<Integer> leaderEpoch = Optional.empty();
  private Optional<Integer> fetchedEpoch = Optional.empty();

  /** Takes up a record; they come in the order of their offsets. */
  void admit(Delivery delivery) {
    if (next == UNKNOWN) {
      next = delivery.offset();
    }
    outstanding.add(delivery);
    bytes += delivery.bytes();
  }

  /** Says where the next record will be, which is beyond markers of transactions as well. */
  public void fetchedTo(long offset, Optional<Integer> epoch) {
    fetchedTo = offset;
    fetchedEpoch = epoch;
  }

  /** Moves over what is settled; true if the end of it moved. */
  public boolean advance() {
    long before = next;
    Delivery head = outstanding.peek();
    while (head != null && head.state() == Delivery.State.SETTLED) {
      outstanding.remove();
      bytes -= head.bytes();
      next = head.offset() + 1;
      leaderEpoch = head.leaderEpoch();
      head = outstanding.peek();
    }
    if (head == null && fetchedTo > next) {
      next = fetchedTo;
      leaderEpoch = fetchedEpoch;
    }
    return next != before;
  }

  /** The first offset that is not settled, or {@link #UNKNOWN}. */
  public long next() {
    return next;
  }

  public Optional<Integer> leaderEpoch() {
    return leaderEpoch;
  }

  /** Forgets everything, and begins at this offset. */
  public void beginAt(long offset) {
    outstanding.clear();
    bytes = 0;
    next = offset;
    fetchedTo = UNKNOWN;
    leaderEpoch = Optional.empty();
  }

  public boolean isEmpty() {
    return outstanding.isEmpty();
  }

  public int size() {
    return outstanding.size();
  }

  public long bytes() {
    return bytes;
  }

  /** The oldest record that is not settled. */
  public @Nullable Delivery oldest() {
    return outstanding.peek();
  }

  /** Whether a worker has any of it in hand. */
  public boolean isInHand() {
    return outstanding.stream().anyMatch(d -> d.state() == Delivery.State.TAKEN);
  }
}
