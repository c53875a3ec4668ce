// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.testkit.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills and freezes victims at random, each on a thread of its own, so that their faults overlap.
 * The choices follow from the seed. At the end everything runs again. Thread-safe.
 */
final class Torment {
  private static final Duration AT_WORK_MAX = Duration.ofSeconds(20);
  private static final Duration STEP = Duration.ofMillis(10);

  private final History history;
  private final long seed;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kills = new AtomicInteger();

  Torment(History history, long seed) {
    this.history = history;
    this.seed = seed;
  }

  /**
   * How often it hits one victim.
   *
   * @param gapMax how long the victim works undisturbed, once it is at work; half of it on average
   * @param killPercent how many of the faults are kills; the others are pauses
   * @param downMax how long it is dead or frozen; half of it on average
   */
  record Habit(Duration gapMax, int killPercent, Duration downMax) {}

  void begin(Victim victim, Habit habit) {
    Random random = new Random(seed + threads.size());
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!isOverAfterSomeWorkOf(victim, upTo(habit.gapMax(), random))) {
                  hit(victim, habit, random);
                }
                victim.settle();
              } catch (Throwable e) {
                complaints.add(e);
              }
            },
            "torment of " + victim.name());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  int kills() {
    return kills.get();
  }

  /** Goes on for so long, and ends when all faults are over. */
  void rage(Duration length) throws InterruptedException {
    over.await(length.toMillis(), TimeUnit.MILLISECONDS);
    end();
  }

  void end() throws InterruptedException {
    over.countDown();
    for (Thread thread : threads) {
      thread.join(TimeUnit.MINUTES.toMillis(2));
    }
    if (!complaints.isEmpty()) {
      throw new AssertionError("a fault could not be made", complaints.peek());
    }
  }

  private void hit(Victim victim, Habit habit, Random random) throws Exception {
    boolean gone = victim.isGone();
    boolean kill = gone || random.nextInt(100) < habit.killPercent();
    if (kill) {
      victim.kill();
    } else {
      victim.pause();
    }
    kills.addAndGet(kill ? 1 : 0);
    history.fault((gone ? "halt " : kill ? "kill " : "pause ") + victim.name());
    try {
      isOverWithin(upTo(habit.downMax(), random));
    } finally {
      if (kill) {
        victim.restart();
      } else {
        victim.resume();
      }
    }
  }

  private boolean isOverAfterSomeWorkOf(Victim victim, Duration gap) throws Exception {
    long began = System.nanoTime();
    while (!victim.isAtWork() && System.nanoTime() - began < AT_WORK_MAX.toNanos()) {
      if (isOverWithin(STEP)) {
        return true;
      }
    }
    return isOverWithin(gap);
  }

  boolean isOverWithin(Duration time) throws InterruptedException {
    return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Duration upTo(Duration most, Random random) {
    return Duration.ofMillis(random.nextInt((int) most.toMillis() + 1));
  }
}
