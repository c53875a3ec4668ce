// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.volley;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The same action, once from each of several threads that start together. Immutable.
 *
 * @param shots those that ended
 * @param stuck of each thread that did not end in time: where it stood
 */
public record Volley(List<Shot> shots, List<String> stuck) {
  private static final Duration FAREWELL = Duration.ofSeconds(5);
  private static final int FRAMES = 16;

  public Volley {
    shots = List.copyOf(shots);
    stuck = List.copyOf(stuck);
  }

  /** What each thread does. */
  @FunctionalInterface
  public interface Action {
    /** In the thread of this number, from 0. */
    void run(int thread) throws Exception;
  }

  /** Waits for all; threads still there when the time is over are interrupted and left behind. */
  public static Volley fire(int threads, Duration limit, Action action)
      throws InterruptedException {
    return new Firing(threads, action).fire(limit);
  }

  /** The most that were on their way at one moment. */
  public int mostAtOnce() {
    return shots.stream()
        .mapToInt(
            at ->
                (int)
                    shots.stream()
                        .filter(other -> other.startNanos() - at.startNanos() <= 0)
                        .filter(other -> other.endNanos() - at.startNanos() > 0)
                        .count())
        .max()
        .orElse(0);
  }

  private static final class Firing {
    private final AtomicReferenceArray<Shot> ended;
    private final CountDownLatch ready;
    private final List<Thread> threads;
    private volatile boolean go;

    Firing(int count, Action action) {
      ended = new AtomicReferenceArray<>(count);
      ready = new CountDownLatch(count);
      threads =
          IntStream.range(0, count)
              .mapToObj(i -> new Thread(() -> shoot(i, action), "delivery-" + (i + 1)))
              .toList();
    }

    Volley fire(Duration limit) throws InterruptedException {
      long end = System.nanoTime() + limit.toNanos();
      for (Thread thread : threads) {
        thread.setDaemon(true); // One that hangs for ever must not keep the JVM alive.
        thread.start();
      }
      ready.await();
      go = true;
      awaitAll(end);
      List<String> stuck =
          threads.stream().filter(Thread::isAlive).map(Firing::whereItStands).toList();
      if (!stuck.isEmpty()) {
        threads.forEach(Thread::interrupt);
        awaitAll(System.nanoTime() + FAREWELL.toNanos());
      }
      List<Shot> shots = new ArrayList<>();
      IntStream.range(0, threads.size())
          .mapToObj(ended::get)
          .filter(Objects::nonNull)
          .forEach(shots::add);
      return new Volley(shots, stuck);
    }

    /** Spins, since threads that are woken one after the other would not start together. */
    @SuppressWarnings("ThreadPriorityCheck") // There may be more threads than processors.
    private void shoot(int number, Action action) {
      ready.countDown();
      while (!go) {
        Thread.yield();
      }
      long start = System.nanoTime();
      Throwable failure = null;
      try {
        action.run(number);
      } catch (Throwable e) { // Whatever ends a delivery is a result of it.
        failure = e;
      }
      ended.set(number, new Shot(start, System.nanoTime(), failure));
    }

    private void awaitAll(long end) throws InterruptedException {
      for (Thread thread : threads) {
        long left = end - System.nanoTime();
        if (left > 0) {
          TimeUnit.NANOSECONDS.timedJoin(thread, left);
        }
      }
    }

    private static String whereItStands(Thread thread) {
      StackTraceElement[] frames = thread.getStackTrace();
      return thread.getName()
          + " ("
          + thread.getState()
          + ")"
          + Arrays.stream(frames)
              .limit(FRAMES)
              .map(frame -> "\n    at " + frame)
              .collect(Collectors.joining());
    }
  }
}
