// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.benchmarks.Cpu;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Setting;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.WrongCellException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * A backlog is taken to a publisher that does nothing but look. Nobody writes meanwhile. The relay
 * does not wait for the flush of its cursor, and so does not the cursor by hand: what a crash would
 * forget is only sent again. The queue commits as one writes it. For one thread.
 */
final class Drain {
  static final List<Integer> BATCHES = List.of(500, 100);

  private static final int WARM_UP_ROWS = 50_000;
  private static final int WARM_UP_TIMES = 3;

  /** Who drains. */
  enum Way {
    RELAY("relay"),
    CURSOR("by hand: cursor over a log"),
    SKIP_LOCKED("by hand: queue, SKIP LOCKED and DELETE");

    private final String label;

    Way(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  record Cell(Way way, int batch) {}

  /**
   * What a drain came to, after it was found right.
   *
   * @param micros CPU of the draining thread, per message
   * @param serverMicros CPU of the server, per message; NaN where it cannot be seen
   * @param walBytes log written, per message
   * @param transactions of the database, per message
   */
  record Drained(
      double perSecond, double micros, double serverMicros, double walBytes, double transactions) {}

  private final Rig rig;
  private final Backlog backlog;
  private final List<Map<Cell, Drained>> rounds = new ArrayList<>();
  private double smallHeapMegabytes = Double.NaN;
  private double smallHeapPerSecond = Double.NaN;
  private int relays;

  Drain(Rig rig) throws SQLException {
    this.rig = rig;
    this.backlog = new Backlog(rig);
  }

  void run(int rows, int times, PrintStream raw) throws Exception {
    backlog.growTo(Math.min(rows, WARM_UP_ROWS));
    for (int i = 0; i < WARM_UP_TIMES; i++) {
      var unused = round(i);
    }
    backlog.growTo(rows);
    raw.println("#\tbatch\tround\tway\tmessages/s\tthread us\tserver us\twal B\ttransactions");
    for (int i = 0; i < times; i++) {
      Map<Cell, Drained> round = round(i);
      rounds.add(round);
      for (Map.Entry<Cell, Drained> cell : round.entrySet()) {
        raw.println(line(i, cell.getKey(), cell.getValue()));
      }
    }
    smallHeap();
    raw.println("drain\tsmall heap\t%s MB".formatted(Spread.text(smallHeapMegabytes, 0)));
    backlog.drop();
  }

  private static String line(int round, Cell cell, Drained drained) {
    return String.format(
        Locale.ROOT,
        "drain\t%d\t%d\t%s\t%.0f\t%.2f\t%.2f\t%.1f\t%.5f",
        cell.batch(),
        round,
        cell.way().label(),
        drained.perSecond(),
        drained.micros(),
        drained.serverMicros(),
        drained.walBytes(),
        drained.transactions());
  }

  /** Each round begins with another one, so that none is always first. */
  private Map<Cell, Drained> round(int number) throws Exception {
    Map<Cell, Drained> round = new LinkedHashMap<>();
    for (int batch : BATCHES) {
      for (int i = 0; i < Way.values().length; i++) {
        Way way = Way.values()[(number + i) % Way.values().length];
        round.put(new Cell(way, batch), drain(way, batch));
      }
    }
    return round;
  }

  private Drained drain(Way way, int batch) throws Exception {
    backlog.rewind();
    if (way == Way.SKIP_LOCKED) {
      backlog.refill();
    }
    rig.run("checkpoint");
    InOrder publisher = new InOrder();
    long walBefore;
    long transactionsBefore;
    long nanos;
    long cpu;
    double serverCpu;
    long sessions = sessions();
    Setting setting = way == Way.SKIP_LOCKED ? Setting.FSYNC : Setting.ASYNC;
    try (HikariDataSource pool = rig.pool(setting, 1)) {
      pool.getConnection().close(); // So that its session counts as one that was there before.
      transactionsBefore = transactions();
      walBefore = rig.standingOfLog();
      Map<Long, Long> serverBefore = Cpu.ofServer(rig.postgres().pid());
      long cpuBefore = Cpu.ofThread();
      nanos = way == Way.RELAY ? relay(pool, batch, publisher) : loop(way, pool, batch, publisher);
      cpu = Cpu.ofThread() - cpuBefore;
      serverCpu = Cpu.used(serverBefore, Cpu.ofServer(rig.postgres().pid()));
    }
    double rows = backlog.rows();
    long wal = rig.standingOfLog() - walBefore;
    publisher.check(backlog.rows());
    for (int i = 0; i < 500 && sessions() > sessions; i++) {
      LockSupport.parkNanos(10_000_000);
    }
    return new Drained(
        rows / nanos * 1e9,
        cpu / rows / 1e3,
        serverCpu / rows / 1e3,
        wal / rows,
        (transactions() - transactionsBefore) / rows);
  }

  private long relay(HikariDataSource pool, int batch, InOrder publisher)
      throws WrongCellException {
    Semel semel = Semel.on(pool);
    String name = "drain-" + ++relays;
    try (Relay relay = semel.relay().named(name).batchSizeMax(batch).to(publisher).build()) {
      long began = System.nanoTime();
      int taken = relay.runOnce();
      long nanos = System.nanoTime() - began;
      if (taken != backlog.rows()) {
        throw new WrongCellException("%d of %d were taken".formatted(taken, backlog.rows()));
      }
      return nanos;
    }
  }

  private static long loop(Way way, HikariDataSource pool, int batch, InOrder publisher)
      throws SQLException {
    try (Connection c = pool.getConnection()) {
      long began = System.nanoTime();
      if (way == Way.CURSOR) {
        HandLoops.cursor(c, batch, publisher::take);
      } else {
        HandLoops.skipLocked(c, batch, publisher::take);
      }
      return System.nanoTime() - began;
    }
  }

  private long transactions() throws SQLException {
    return rig.number(
        "select xact_commit + xact_rollback from pg_stat_database"
            + " where datname = current_database()");
  }

  /** Each tells what it did at the latest when it ends. */
  private long sessions() throws SQLException {
    return rig.number(
        "select count(*) from pg_stat_activity where backend_type = 'client backend'");
  }

  /** The same in a JVM of its own, with a heap of 128 MB. */
  private void smallHeap() throws Exception {
    try (ForkedJvm forked =
        ForkedJvm.start(
            List.of("-Xmx128m"),
            "fork-drain",
            rig.postgres().jdbcUrl(),
            "small-heap",
            Integer.toString(backlog.rows()))) {
      String[] said = forked.read("drained").split(" ", -1);
      smallHeapPerSecond = Double.parseDouble(said[0]);
      smallHeapMegabytes = Double.parseDouble(said[1]);
    }
  }

  int rows() {
    return backlog.rows();
  }

  /** The most of the heap that was in use, in a JVM that had 128 MB. */
  double smallHeapMegabytes() {
    return smallHeapMegabytes;
  }

  double smallHeapPerSecond() {
    return smallHeapPerSecond;
  }

  Spread of(Way way, int batch, ToDoubleFunction<Drained> figure) {
    return Spread.of(
        rounds.stream()
            .mapToDouble(round -> figure.applyAsDouble(of(round, way, batch)))
            .toArray());
  }

  /** The rate of the relay as a multiple of another's in the same round. */
  Spread ratio(Way base, int batch) {
    return Spread.of(
        rounds.stream()
            .mapToDouble(
                round ->
                    of(round, Way.RELAY, batch).perSecond() / of(round, base, batch).perSecond())
            .toArray());
  }

  private static Drained of(Map<Cell, Drained> round, Way way, int batch) {
    return Objects.requireNonNull(round.get(new Cell(way, batch)), "every round has every cell");
  }
}
