// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Message;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Setting;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.WrongCellException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody's report holds a snapshot open, so that nothing that was deleted or changed can be
 * tidied up, while 3,000 messages a second are written and read: by the relay, and by a queue with
 * {@code SKIP LOCKED} and {@code DELETE}. A <em>poll</em> reads what there is, notes that it was
 * sent, and reads again to find nothing. For one thread.
 */
final class OldSnapshot {
  static final int PER_SECOND = 3_000;

  private static final int PER_TRANSACTION = 30;
  private static final int POLLS_PER_SECOND = 50;
  private static final int BATCH = 500;
  private static final int QUARTERS = 4;

  private final Rig rig;
  private double[] relay = {};
  private double[] queue = {};
  private Duration held = Duration.ZERO;

  OldSnapshot(Rig rig) {
    this.rig = rig;
  }

  /** The median of the polls in each quarter of the time, in milliseconds. */
  double[] relay() {
    return relay;
  }

  /** The same for the queue. */
  double[] queue() {
    return queue;
  }

  Duration held() {
    return held;
  }

  /** The last quarter as a multiple of the first. */
  static double growth(double[] quarters) {
    return quarters.length == 0 ? Double.NaN : quarters[QUARTERS - 1] / quarters[0];
  }

  void run(Duration length, PrintStream raw) throws Exception {
    Duration warmUp = length.dividedBy(6);
    rig.run("create table by_hand_queue (like semel_outbox including defaults, primary key (id))");
    try (HikariDataSource pool = rig.pool(Setting.ASYNC, 8);
        Connection queueConnection = pool.getConnection();
        Connection report = pool.getConnection()) {
      Arrivals arrivals = new Arrivals();
      Semel semel = Semel.on(pool);
      try (Relay relaying =
          semel.relay().named("pinned").batchSizeMax(BATCH).to(arrivals).build()) {
        Polling byRelay = relaying::runOnce;
        AtomicLong taken = new AtomicLong();
        Polling byHand =
            () -> HandLoops.skipLocked(queueConnection, BATCH, row -> taken.incrementAndGet());
        var unused = poll(semel, pool, byRelay, byHand, warmUp);
        hold(report);
        List<double[]> quarters = poll(semel, pool, byRelay, byHand, length);
        report.rollback();
        relay = quarters.get(0);
        queue = quarters.get(1);
        held = length;
        check(
            arrivals.latency().count(),
            taken.get(),
            writing(warmUp).pieces() + writing(length).pieces());
      }
      semel.outbox().forget("pinned");
    }
    raw.println("pinned\trelay\t" + Arrays.toString(relay));
    raw.println("pinned\tqueue\t" + Arrays.toString(queue));
    rig.run("drop table by_hand_queue");
    rig.run("truncate semel_outbox");
  }

  private static void hold(Connection c) throws SQLException {
    c.setAutoCommit(false);
    c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (PreparedStatement look = c.prepareStatement("select count(*) from semel_relay")) {
      look.executeQuery().close();
    }
  }

  private static OpenLoop writing(Duration length) {
    return new OpenLoop(PER_SECOND / PER_TRANSACTION, length, 2);
  }

  private static void check(long relayed, long taken, int transactions) throws WrongCellException {
    long written = (long) PER_TRANSACTION * transactions;
    if (relayed != written || taken != written) {
      throw new WrongCellException(
          "of %d messages the relay sent %d and the queue %d".formatted(written, relayed, taken));
    }
  }

  @FunctionalInterface
  private interface Polling {
    void poll() throws Exception;
  }

  /** Writes and polls at the same time; answers the medians of both. */
  private static List<double[]> poll(
      Semel semel, HikariDataSource pool, Polling relay, Polling queue, Duration length)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Times relayTimes = new Times();
      Times queueTimes = new Times();
      OpenLoop writing = writing(length);
      OpenLoop polling = new OpenLoop(POLLS_PER_SECOND, length, 1);
      List<Future<Latency>> running =
          List.of(
              threads.submit(() -> polling.run(n -> timed(relay, relayTimes))),
              threads.submit(() -> polling.run(n -> timed(queue, queueTimes))),
              threads.submit(() -> writing.run(n -> write(semel, pool))));
      for (Future<Latency> part : running) {
        finish(part);
      }
      relay.poll();
      queue.poll();
      return List.of(quarters(relayTimes.all()), quarters(queueTimes.all()));
    } finally {
      threads.shutdown();
    }
  }

  private static void finish(Future<?> part) throws Exception {
    try {
      part.get();
    } catch (ExecutionException e) {
      throw new WrongCellException("a part failed: " + e.getCause());
    }
  }

  private static void timed(Polling polling, Times times) throws Exception {
    long began = System.nanoTime();
    polling.poll();
    times.add(System.nanoTime() - began);
  }

  private static double[] quarters(long[] nanos) {
    double[] medians = new double[QUARTERS];
    for (int i = 0; i < QUARTERS; i++) {
      int from = i * nanos.length / QUARTERS;
      int to = (i + 1) * nanos.length / QUARTERS;
      medians[i] =
          Spread.of(Arrays.stream(nanos, from, to).mapToDouble(time -> time / 1e6).toArray())
              .median();
    }
    return medians;
  }

  private static void write(Semel semel, HikariDataSource pool) throws SQLException {
    try (Connection c = pool.getConnection()) {
      c.setAutoCommit(false);
      List<Message> messages = new ArrayList<>();
      for (int i = 0; i < PER_TRANSACTION; i++) {
        messages.add(Message.to("orders").key("order-" + i).body(Arrivals.body()));
      }
      semel.outbox().publish(c, messages);
      c.commit();
      try (PreparedStatement copy =
          c.prepareStatement(
              """
              insert into by_hand_queue (slot, lane, message_id, topic, key, body)
              select 0, 0, gen_random_uuid(), 'orders', 'order-' || n, ?
                from generate_series(1, ?) as n""")) {
        copy.setBytes(1, Arrivals.body());
        copy.setInt(2, PER_TRANSACTION);
        copy.executeUpdate();
      }
      c.commit();
    }
  }
}
