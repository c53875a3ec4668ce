// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.lanes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All workers of a loop, with a thread each once they are started. Thread-safe. */
public final class Workers {
  private final String name;
  private final List<Worker> workers;
  private final List<Thread> threads = new ArrayList<>();

  public Workers(String name, List<Worker> workers) {
    this.name = name;
    this.workers = List.copyOf(workers);
  }

  public synchronized void start() {
    for (Worker worker : workers) {
      Thread thread =
          new Thread(worker::run, "semel-kafka-%s-lane-%d".formatted(name, threads.size()));
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** Does on this thread what there is to do. */
  public void drain() throws InterruptedException {
    for (Worker worker : workers) {
      worker.drain();
    }
  }

  public void end() {
    workers.forEach(Worker::end);
  }

  /** Waits for the threads to end; false if one did not in time. */
  public synchronized boolean join(Duration max) throws InterruptedException {
    long until = System.nanoTime() + max.toNanos();
    for (Thread thread : threads) {
      long left = Duration.ofNanos(until - System.nanoTime()).toMillis();
      thread.join(Math.max(1, left));
    }
    return threads.stream().noneMatch(Thread::isAlive);
  }
}
