// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

/** A worker process and those that come after it. For one thread. */
final class WorkerVictim implements Victim {
  private final Run run;
  private final WorkerPlan plan;
  private Worker worker;

  WorkerVictim(Run run, WorkerPlan plan) throws Exception {
    this.run = run;
    this.plan = plan;
    restart();
  }

  @Override
  public String name() {
    return "worker";
  }

  @Override
  public boolean isAtWork() {
    return worker.applied() > 0;
  }

  @Override
  public void kill() {
    worker.kill();
  }

  @Override
  public void restart() throws Exception {
    worker = run.start(plan);
  }

  @Override
  public void pause() throws Exception {
    worker.signal("STOP");
  }

  @Override
  public void resume() throws Exception {
    worker.signal("CONT");
  }
}
