// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import dev.semel.benchmarks.Rig.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One subject, at one number of connections, for a moment. */
final class Cell {
  private final Rig rig;
  private final Subject subject;
  private final int workers;
  private final Duration length;

  Cell(Rig rig, Subject subject, int workers, Duration length) {
    this.rig = rig;
    this.subject = subject;
    this.workers = workers;
    this.length = length;
  }

  /** What one worker did. */
  private record Work(long deliveries, long cpuNanos) {}

  /**
   * Runs it.
   *
   * @throws WrongCellException if the effects or the rows are not those of the deliveries
   */
  Measurement run() throws Exception {
    double calibration = Machine.calibrate();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Subject.Delivery> deliveries = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        deliveries.add(subject.delivering().on(rig.messages(worker)));
      }
      return timed(threads, deliveries, calibration);
    } finally {
      threads.shutdown();
    }
  }

  private Measurement timed(
      ExecutorService threads, List<Subject.Delivery> deliveries, double calibration)
      throws Exception {
    Standing before = rig.standing();
    long postmaster = rig.postgres().pid();
    Map<Long, Long> serverBefore = Cpu.ofServer(postmaster);
    long jvmBefore = Cpu.ofJvm();
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Work>> working = new ArrayList<>();
    for (Subject.Delivery delivery : deliveries) {
      working.add(threads.submit(() -> work(delivery, go)));
    }
    long began = System.nanoTime();
    go.countDown();
    long delivered = 0;
    long workerNanos = 0;
    for (Future<Work> worker : working) {
      Work work = result(worker);
      delivered += work.deliveries();
      workerNanos += work.cpuNanos();
    }
    double nanos = System.nanoTime() - began;
    long jvmNanos = Cpu.ofJvm() - jvmBefore;
    double serverNanos = Cpu.used(serverBefore, Cpu.ofServer(postmaster));
    Standing moved = rig.movedSince(before);
    check(delivered, moved);
    double messages = delivered * subject.messages();
    return new Measurement(
        messages / nanos * 1e9,
        workerNanos / messages / 1e3,
        jvmNanos / messages / 1e3,
        serverNanos / messages / 1e3,
        moved.wal() / messages,
        calibration);
  }

  private static Work result(Future<Work> worker) throws Exception {
    try {
      return worker.get();
    } catch (ExecutionException e) {
      throw new WrongCellException("a delivery failed: " + e.getCause());
    }
  }

  private Work work(Subject.Delivery delivery, CountDownLatch go) throws Exception {
    go.await();
    long cpu = Cpu.ofThread();
    long end = System.nanoTime() + length.toNanos();
    long deliveries = 0;
    do {
      delivery.run();
      deliveries++;
    } while (System.nanoTime() < end);
    return new Work(deliveries, Cpu.ofThread() - cpu);
  }

  private void check(long deliveries, Standing moved) throws WrongCellException {
    long effects = deliveries * subject.effects();
    long rows = deliveries * subject.rows();
    if (moved.effects() != effects || moved.rows() != rows) {
      throw new WrongCellException(
          "%d deliveries made %d effects and %d ledger rows, and should have made %d and %d"
              .formatted(deliveries, moved.effects(), moved.rows(), effects, rows));
    }
  }
}
