// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A fault that waits for its trigger, and afterwards what is known of its strikes. Thread-safe. */
public final class ArmedFault {
  private final Trigger trigger;
  private final Fault fault;
  private final Duration time;
  private final AtomicLong matches = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final Set<ProxySession> sessions = new LinkedHashSet<>();
  private long struck;
  private @Nullable ProxySession last;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition strike = lock.newCondition();

  ArmedFault(Trigger trigger, Fault fault, Duration time) {
    this.trigger = trigger;
    this.fault = fault;
    this.time = time;
  }

  public Fault fault() {
    return fault;
  }

  /** How often it has struck. */
  public long struck() {
    lock.lock();
    try {
      return struck;
    } finally {
      lock.unlock();
    }
  }

  /** The sessions it struck, each once, in the order of their first strike. A copy. */
  public List<ProxySession> sessions() {
    lock.lock();
    try {
      return List.copyOf(sessions);
    } finally {
      lock.unlock();
    }
  }

  /** It will not strike any more; what it did to a session stays. */
  public void disarm() {
    trigger.arms().remove(this);
  }

  /**
   * Waits until it has struck, and gives the session it struck last.
   *
   * @throws AssertionError if it does not strike in time, with what was seen instead
   */
  public ProxySession awaitStruck(Duration max) {
    long left = max.toNanos();
    lock.lock();
    try {
      while (last == null) {
        if (left <= 0) {
          throw new AssertionError(neverStruck(max));
        }
        left = strike.awaitNanos(left);
      }
      return last;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + this, e);
    } finally {
      lock.unlock();
    }
  }

  private String neverStruck(Duration max) {
    return this
        + " has not struck within "
        + max.toMillis()
        + " ms: the trigger was seen "
        + matches
        + " times in "
        + bytes
        + " bytes that went this way since it was armed. Does the connection go through the proxy?"
        + " Is it the text that goes over the wire? A driver may send the name of a statement that"
        + " the server has prepared instead of its text, and text may be in another case"
        + " (ignoringCase()).";
  }

  boolean isFor(Direction direction) {
    return trigger.isFor(direction);
  }

  ByteSearch search() {
    return trigger.search();
  }

  Duration time() {
    return time;
  }

  void looked(int length) {
    bytes.addAndGet(length);
  }

  /** The trigger was found once more; true for exactly those matches at which it strikes. */
  boolean strikesNow() {
    long match = matches.incrementAndGet();
    if (trigger.isOverAt(match)) {
      disarm();
    }
    return trigger.strikesAt(match);
  }

  void strike(ProxySession session) {
    lock.lock();
    try {
      struck++;
      sessions.add(session);
      last = session;
      strike.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    String delay =
        fault == Fault.DELAY ? " of " + TimeUnit.NANOSECONDS.toMillis(time.toNanos()) + " ms" : "";
    return fault + delay + " on " + trigger.describe();
  }
}
