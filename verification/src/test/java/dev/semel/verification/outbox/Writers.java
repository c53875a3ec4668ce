// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Semel;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Threads that publish in transactions of random lengths. Some have their transaction id early, by
 * another write, and wait for the lock of a key then; some roll back; most publish several
 * messages, of one or two keys.
 */
final class Writers implements AutoCloseable {
  private static final long SHORT_NANOS = Duration.ofMillis(2).toNanos();
  private static final long LONG_NANOS = Duration.ofMillis(60).toNanos();

  private final DataSource dataSource;
  private final Semel semel;
  private final Truth truth;
  private final Plan plan;
  private final ExecutorService threads;
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicLong committed = new AtomicLong();

  /**
   * What is written.
   *
   * @param messages at least so many are committed
   * @param perKeyMax how many messages of a key a transaction publishes at most
   */
  record Plan(long seed, int threads, int keys, long messages, int perKeyMax) {}

  Writers(DataSource dataSource, Semel semel, Truth truth, Plan plan) {
    this.dataSource = dataSource;
    this.semel = semel;
    this.truth = truth;
    this.plan = plan;
    this.threads = Executors.newFixedThreadPool(plan.threads());
  }

  Writers start() {
    for (int i = 0; i < plan.threads(); i++) {
      Random random = new Random(plan.seed() + i);
      running.add(
          threads.submit(
              () -> {
                write(random);
                return null;
              }));
    }
    return this;
  }

  /** How many messages were committed so far. */
  long committed() {
    return committed.get();
  }

  boolean areDone() {
    return running.stream().allMatch(Future::isDone);
  }

  /** Waits for the end of all. */
  void await() throws InterruptedException, ExecutionException {
    Arrivals.await(committed::get, plan.messages());
    for (Future<?> writer : running) {
      writer.get();
    }
  }

  private void write(Random random) throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      c.setAutoCommit(false);
      while (committed.get() < plan.messages()) {
        boolean undone = random.nextInt(12) == 0;
        int messages =
            random.nextInt(5) == 0 ? byTheDoor(random, undone) : byHand(c, random, undone);
        committed.addAndGet(undone ? 0 : messages);
      }
      c.setAutoCommit(true);
    }
  }

  private int byHand(Connection c, Random random, boolean undone) throws SQLException {
    List<Message> messages = messages(c, truth.nextTransaction(), random);
    semel.outbox().publish(c, messages);
    pause(random);
    if (undone) {
      c.rollback();
    } else {
      c.commit();
    }
    return messages.size();
  }

  /** What undoes an effect. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private int byTheDoor(Random random, boolean undone) throws SQLException {
    int transaction = truth.nextTransaction();
    List<Message> published = new ArrayList<>();
    try {
      semel.once(
          Key.of("storm", Integer.toString(transaction)),
          tx -> {
            published.addAll(messages(tx.connection(), transaction, random));
            tx.publish(published);
            if (undone) {
              throw new Undone();
            }
          });
    } catch (Undone e) {
      return 0;
    }
    return published.size();
  }

  private List<Message> messages(Connection c, int transaction, Random random) throws SQLException {
    if (random.nextInt(3) == 0) {
      Sql.run(c, "insert into noise values (?)", transaction);
      pause(random);
    }
    List<Message> messages = new ArrayList<>();
    for (int key : keys(random)) {
      Truth.take(c, transaction, key, 1 + random.nextInt(plan.perKeyMax()))
          .forEach(item -> messages.add(item.message()));
      pause(random);
    }
    return messages;
  }

  /** One or two, in an order in which nobody deadlocks. */
  private int[] keys(Random random) {
    int busy = random.nextInt(4) == 0 ? Math.min(4, plan.keys()) : plan.keys();
    return IntStream.range(0, 1 + random.nextInt(2))
        .map(i -> random.nextInt(busy))
        .distinct()
        .sorted()
        .toArray();
  }

  private static void pause(Random random) {
    int kind = random.nextInt(40);
    if (kind == 0) {
      LockSupport.parkNanos((long) (random.nextDouble() * LONG_NANOS));
    } else if (kind < 12) {
      LockSupport.parkNanos((long) (random.nextDouble() * SHORT_NANOS));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new AssertionError("a writer does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
