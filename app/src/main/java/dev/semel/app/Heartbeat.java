// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says every other moment where the work is, so that nobody waits before a silent screen. */
final class Heartbeat implements AutoCloseable {
  private static final long PERIOD_MILLIS = 1_500;

  private final Console console;
  private final String who;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String status = "beginning";

  Heartbeat(Console console, String who) {
    this.console = console;
    this.who = who;
    Thread thread = new Thread(this::beat, "semel-demo-heartbeat");
    thread.setDaemon(true);
    thread.start();
  }

  /** What to say at the next beat. */
  void now(String status) {
    this.status = status;
  }

  private void beat() {
    try {
      while (!ended.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        console.step(who, status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
