// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes the relays of this process when something was published in it. Thread-safe. */
public final class Signal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private final AtomicLong rings = new AtomicLong();
  private int waiting;

  /** Something is to be done. */
  public void ring() {
    lock.lock();
    try {
      rings.incrementAndGet();
      if (waiting > 0) {
        rung.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How often it was rung. */
  public long rings() {
    return rings.get();
  }

  /**
   * Waits until it is rung once more than that.
   *
   * @return how often it was rung
   */
  public long await(long heard, long nanos) throws InterruptedException {
    lock.lock();
    try {
      waiting++;
      long left = nanos;
      while (rings.get() == heard && left > 0) {
        left = rung.awaitNanos(left);
      }
      return rings.get();
    } finally {
      waiting--;
      lock.unlock();
    }
  }
}
