// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.internal.held.HeldLines;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The lines this process believes to be held: all that are and concern it, and perhaps some that
 * were. Thread-safe.
 *
 * <p>Lines are read when lanes are assigned, after the place in them is known: whoever consumed
 * them before has held his messages before he acknowledged them. From then on this process alone
 * consumes them, and adds a line before it holds anything in it.
 */
public final class KnownLines {
  private final ReadWriteLock reading = new ReentrantReadWriteLock();
  private HeldLines lines = new HeldLines();
  private boolean read;

  /** Forgets what it knows for what is read now, while nobody in this process holds anything. */
  void read(Supplier<Set<UUID>> source) {
    reading.writeLock().lock();
    try {
      Set<UUID> found = source.get();
      synchronized (this) {
        lines = new HeldLines();
        found.forEach(this::add);
        read = true;
      }
    } finally {
      reading.writeLock().unlock();
    }
  }

  synchronized boolean isRead() {
    return read;
  }

  /**
   * Holds messages, up to the commit.
   *
   * @param <T> what comes of it
   * @param <X> what it may throw
   */
  @FunctionalInterface
  interface Hold<T, X extends Exception> {
    T run() throws X;
  }

  /** Adds lines, and then holds messages in them. */
  <T, X extends Exception> T holding(Collection<UUID> added, Hold<T, X> hold) throws X {
    reading.readLock().lock();
    try {
      synchronized (this) {
        added.forEach(this::add);
      }
      return hold.run();
    } finally {
      reading.readLock().unlock();
    }
  }

  private void add(UUID line) {
    lines.anything();
    lines.add(line);
  }

  /** Those lines and places of messages in which something may be held. */
  synchronized List<UUID> among(List<Arrival> arrivals) {
    List<UUID> names = new ArrayList<>();
    if (lines.anyLine()) {
      for (Arrival arrival : arrivals) {
        names.add(arrival.line());
        names.add(arrival.place());
      }
    }
    return lines.among(names);
  }

  synchronized void remove(UUID line) {
    lines.remove(line);
  }
}
