// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The threads of a server: daemons of one name, whose end can be waited for. Thread-safe. */
final class Crew implements ThreadFactory {
  private final String name;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  Crew(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable work) {
    threads.removeIf(Crew::isOver);
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  /** Waits until all are gone, but no longer than that. */
  void awaitEnd(Duration max) {
    long began = System.nanoTime();
    try {
      for (Thread thread = anyAlive(); thread != null; thread = anyAlive()) {
        long left = max.toNanos() - (System.nanoTime() - began);
        if (left <= 0) {
          return;
        }
        thread.join(Math.max(1, left / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Thread anyAlive() {
    threads.removeIf(Crew::isOver);
    return threads.stream().filter(Thread::isAlive).findAny().orElse(null);
  }

  private static boolean isOver(Thread thread) {
    return thread.getState() == Thread.State.TERMINATED;
  }
}
