// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.lanes;

import dev.semel.kafka.internal.partition.Delivery;
import dev.semel.kafka.internal.partition.Partition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a worker has to do, in order. The records of one key are all in one queue, so they never
 * overtake each other. Thread-safe.
 */
public final class LaneQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Delivery> queue = new ArrayDeque<>();
  private long news;

  void add(List<Delivery> deliveries) {
    lock.lock();
    try {
      queue.addAll(deliveries);
      news++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next batch, as large as it may be, without waiting for more; empty if there was nothing in
   * the time. It is of one partition if it is of the first of one.
   */
  List<Delivery> take(BatchSize size, long waitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      dropUnwanted();
      long left = waitNanos;
      while (queue.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
        dropUnwanted();
      }
      return batch(size);
    } finally {
      lock.unlock();
    }
  }

  private List<Delivery> batch(BatchSize size) {
    List<Delivery> batch = new ArrayList<>();
    long bytes = 0;
    Delivery next = queue.peek();
    while (next != null
        && batch.size() < size.count()
        && (batch.isEmpty()
            || (bytes + next.bytes() <= size.bytes() && belongTogether(batch.get(0), next)))) {
      queue.remove();
      if (next.isWanted()) {
        next.become(Delivery.State.TAKEN);
        batch.add(next);
        bytes += next.bytes();
      } else {
        next.become(Delivery.State.DROPPED);
      }
      next = queue.peek();
    }
    return batch;
  }

  private static boolean belongTogether(Delivery one, Delivery other) {
    return one.first() == other.first() && (!one.first() || one.partition() == other.partition());
  }

  private void dropUnwanted() {
    Delivery head = queue.peek();
    while (head != null && !head.isWanted()) {
      queue.remove().become(Delivery.State.DROPPED);
      head = queue.peek();
    }
  }

  /** Drops what waits of a partition, and wakes a worker that pauses with some of it in hand. */
  void discard(Partition partition) {
    lock.lock();
    try {
      queue.removeIf(
          delivery -> {
            boolean its = delivery.partition() == partition;
            if (its) {
              delivery.become(Delivery.State.DROPPED);
            }
            return its;
          });
      news++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A pause that ends early when there is news. */
  void await(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long heard = news;
      long left = nanos;
      while (news == heard && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  void wake() {
    lock.lock();
    try {
      news++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
