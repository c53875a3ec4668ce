// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Work that begins at intended times, whether what came before it is done or not. Who is late is
 * late from the intended time on, so nothing that waited is left out. Immutable.
 *
 * @param threads that share the work; as many pieces can be under way at once
 */
record OpenLoop(int perSecond, Duration length, int threads) {

  /** The n-th piece of work. */
  @FunctionalInterface
  interface Work {
    void run(int n) throws Exception;
  }

  int pieces() {
    return (int) (perSecond * length.toNanos() / 1_000_000_000L);
  }

  /** Runs it; answers how long after its intended time each piece was done. */
  Latency run(Work work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      Times times = new Times();
      long began = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread;
        running.add(
            executor.submit(
                () -> {
                  for (int n = first; n < pieces(); n += threads) {
                    long intended = began + n * 1_000_000_000L / perSecond;
                    await(intended);
                    work.run(n);
                    times.add(System.nanoTime() - intended);
                  }
                  return null;
                }));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
      return times.latency();
    } finally {
      executor.shutdown();
    }
  }

  private static void await(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
