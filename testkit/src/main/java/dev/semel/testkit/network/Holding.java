// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where exchanges are held: for a time, or until all are let go. Thread-safe. */
final class Holding {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long generation;
  private int held;

  void stay(Duration max) throws InterruptedException {
    lock.lock();
    held++;
    try {
      long mine = generation;
      long left = max.toNanos();
      while (left > 0 && mine == generation) {
        left = changed.awaitNanos(left);
      }
    } finally {
      held--;
      lock.unlock();
    }
  }

  int held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }

  int letGo() {
    lock.lock();
    try {
      generation++;
      changed.signalAll();
      return held;
    } finally {
      lock.unlock();
    }
  }
}
