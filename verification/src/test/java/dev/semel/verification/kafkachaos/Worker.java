// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.verification.chaos.ForkedJvm;
import dev.semel.verification.databases.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A worker process, and what it has said. Thread-safe. */
final class Worker implements AutoCloseable {
  /** With which each line begins that is meant for the parent. */
  static final String WORD = "worker";

  private static final int LINES_SHOWN = 20;
  private static final int LOG_SHOWN = 4_000;

  private final ForkedJvm jvm;
  private final Figures figures;
  private final List<String> said = new ArrayList<>();
  private final AtomicLong applied = new AtomicLong();
  private final StringBuilder log = new StringBuilder();
  private final Thread listener = new Thread(this::listen, "listener of a worker");

  private Worker(WorkerPlan plan, Figures figures) throws IOException {
    this.jvm = new ForkedJvm(WorkerMain.class, plan.arguments());
    this.figures = figures;
  }

  static Worker start(WorkerPlan plan, Figures figures) throws IOException {
    Worker worker = new Worker(plan, figures);
    worker.listener.setDaemon(true);
    worker.listener.start();
    return worker;
  }

  /** Waits until it has said something that begins so. */
  String await(String word) {
    Eventually.is(() -> line(word) != null || isGone());
    String line = line(word);
    if (line == null) {
      throw new AssertionError("the worker did not say '" + word + "' but " + this);
    }
    return line;
  }

  /** How many effects it said it had. */
  long applied() {
    return applied.get();
  }

  /** Whether it has ended, and all it said is known. */
  boolean isGone() {
    return !listener.isAlive();
  }

  /** SIGSTOP or SIGCONT; nothing if it has just ended by itself. */
  void signal(String name) throws IOException, InterruptedException {
    if (isGone()) {
      return;
    }
    try {
      jvm.signal(name);
    } catch (IOException e) {
      jvm.awaitEnd();
    }
  }

  /** Lets an effect go on that stalls. */
  void go() throws IOException {
    jvm.say("go");
  }

  /** Ends it in good order. */
  void finish() throws IOException {
    jvm.say("close");
    await("closed");
    jvm.awaitEnd();
  }

  /** Waits for the end of one that halts by itself. */
  int awaitEnd() {
    return jvm.awaitEnd();
  }

  /**
   * SIGKILL, also for one that is stopped. By the system's own means: Java would throw away what it
   * has said and nobody has read yet.
   */
  void kill() {
    try {
      signal("KILL");
      listener.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    jvm.close();
  }

  /** The last lines, and the end of the log. */
  @Override
  public String toString() {
    synchronized (said) {
      List<String> last = said.subList(Math.max(0, said.size() - LINES_SHOWN), said.size());
      return "%s%n%s".formatted(last, log.substring(Math.max(0, log.length() - LOG_SHOWN)));
    }
  }

  private void listen() {
    StringBuilder complaint = new StringBuilder();
    String line = jvm.readOrEnd(WORD, complaint);
    while (line != null) {
      hear(line);
      line = jvm.readOrEnd(WORD, complaint);
      keep(complaint);
    }
    keep(complaint);
  }

  private void hear(String line) {
    String[] words = line.split(" ");
    if (words[0].equals("took") && words.length == 5) {
      figures.add(words);
      applied.addAndGet(Long.parseLong(words[2]));
    }
    synchronized (said) {
      said.add(line);
    }
  }

  private void keep(StringBuilder complaint) {
    synchronized (said) {
      log.append(complaint);
    }
    complaint.setLength(0);
  }

  private String line(String word) {
    synchronized (said) {
      return said.stream().filter(line -> line.startsWith(word)).findFirst().orElse(null);
    }
  }
}
