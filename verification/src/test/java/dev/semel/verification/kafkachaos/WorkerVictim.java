// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.verification.kafkachaos.WorkerPlan.Moment;
import java.util.List;
import java.util.Random;

/**
 * A worker process and those that come after it. Some of them halt at a moment that a signal from
 * outside would hardly ever meet. For one thread.
 */
final class WorkerVictim implements Victim {
  private static final List<Moment> MOMENTS =
      List.of(Moment.NEVER, Moment.BEFORE_THE_OFFSETS, Moment.NEVER, Moment.IN_THE_TRANSACTION);
  private static final int TIMES_MAX = 3;

  private final Run run;
  private final WorkerPlan plan;
  private final Random random;
  private int life;
  private Moment moment = Moment.NEVER;
  private Worker worker;

  WorkerVictim(Run run, WorkerPlan plan, int number, long seed) throws Exception {
    this.run = run;
    this.plan = plan;
    this.life = number;
    this.random = new Random(seed + number);
    restart();
  }

  @Override
  public String name() {
    return "worker";
  }

  @Override
  public boolean isAtWork() {
    return moment == Moment.NEVER ? worker.applied() > 0 : worker.isGone();
  }

  @Override
  public boolean isGone() {
    return worker.isGone();
  }

  @Override
  public void kill() {
    worker.kill();
  }

  @Override
  public void restart() throws Exception {
    moment = MOMENTS.get(life++ % MOMENTS.size());
    worker = run.start(plan.dyingAt(moment, 1 + random.nextInt(TIMES_MAX)));
  }

  @Override
  public void pause() throws Exception {
    worker.signal("STOP");
  }

  @Override
  public void resume() throws Exception {
    worker.signal("CONT");
  }

  /** The last one does not die any more. */
  @Override
  public void settle() throws Exception {
    if (moment != Moment.NEVER) {
      worker.kill();
      worker = run.start(plan);
    }
  }
}
