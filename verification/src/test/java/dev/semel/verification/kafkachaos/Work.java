// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.verification.kafkachaos.WorkerPlan.Moment;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a worker process does with a payment, and what it tells its parent. It dies or stalls where
 * it was told to. Thread-safe.
 */
final class Work {
  private final WorkerPlan plan;
  private final Semaphore go = new Semaphore(0);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger settled = new AtomicInteger();

  Work(WorkerPlan plan) {
    this.plan = plan;
  }

  /** In the caller's transaction. */
  void apply(Connection c, Payment payment) throws SQLException {
    dieAt(Moment.BEFORE_THE_EFFECT, begun.incrementAndGet());
    payment.apply(c, plan.version());
    if (plan.isDeadly(payment)) {
      die();
    }
    int nth = done.incrementAndGet();
    dieAt(Moment.IN_THE_TRANSACTION, nth);
    if (nth == plan.number("stalling", 0)) {
      say("stalling");
      go.acquireUninterruptibly();
    }
  }

  /** The effects of a batch are committed, and its offsets are not. */
  void settled(int delivered, int applied, int duplicates, int held) {
    say("took %d %d %d %d".formatted(delivered, applied, duplicates, held));
    if (applied > 0) {
      dieAt(Moment.BEFORE_THE_OFFSETS, settled.incrementAndGet());
    }
  }

  /** Lets an effect go on that stalls. */
  void go() {
    go.release();
  }

  void say(String what) {
    System.out.println(Worker.WORD + " " + what);
    System.out.flush();
  }

  private void dieAt(Moment moment, int nth) {
    if (plan.dying() == moment && nth == plan.number("nth", 1)) {
      die();
    }
  }

  private void die() {
    say("dying");
    Runtime.getRuntime().halt(1);
  }
}
