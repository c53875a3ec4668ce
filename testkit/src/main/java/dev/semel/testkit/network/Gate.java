// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where the bytes of a session wait, until it goes on or is over. Thread-safe. */
final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean held;
  private boolean over;

  void hold() {
    set(true, false);
  }

  void open() {
    set(false, false);
  }

  /** Nobody waits here any more. */
  void end() {
    set(false, true);
  }

  private void set(boolean hold, boolean end) {
    lock.lock();
    try {
      held = hold;
      over |= end;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits while the gate is held; false when the session is over. */
  boolean pass() throws InterruptedException {
    lock.lock();
    try {
      while (held && !over) {
        changed.await();
      }
      return !over;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the time pass, or less of it when the session is over before. */
  void stay(Duration time) throws InterruptedException {
    long left = time.toNanos();
    if (left <= 0) {
      return;
    }
    lock.lock();
    try {
      while (left > 0 && !over) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the end of the session. */
  void stayToTheEnd() throws InterruptedException {
    lock.lock();
    try {
      while (!over) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
