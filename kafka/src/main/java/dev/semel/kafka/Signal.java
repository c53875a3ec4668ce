// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets the poller wait for the workers. Thread-safe. */
final class Signal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();

  void ring() {
    lock.lock();
    try {
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a ring; may return without one. */
  void await(long nanos) {
    lock.lock();
    try {
      long unused = rung.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
