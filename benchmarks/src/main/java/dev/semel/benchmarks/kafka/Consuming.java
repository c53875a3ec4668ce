// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.benchmarks.Cpu;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Setting;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.WrongCellException;
import dev.semel.embedded.EmbeddedKafka;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * The same records are consumed by a listener with a transaction per record, by a batch one would
 * write by hand and by the loop: each from the beginning of the topic, on one thread that works,
 * with a commit that waits for the disk. For one thread.
 */
final class Consuming {
  private static final int WARM_UP_TIMES = 2;
  private static final int POLL_OF_A_LISTENER = 500; // Kafka's own default.
  private static final int POOL = 4;

  /** Who consumes. */
  enum Way {
    ONE_BY_ONE("by hand: a transaction per record", 1),
    BATCH_100("by hand: a transaction per 100", 100),
    LOOP_100("consumer loop, batches of 100", 100),
    BATCH_500("by hand: a transaction per 500", 500),
    LOOP_500("consumer loop, batches of 500", 500);

    private final String label;
    private final int batch;

    Way(String label, int batch) {
      this.label = label;
      this.batch = batch;
    }

    String label() {
      return label;
    }

    /** The hand-written form it is compared with, beside the listener. */
    Way twin() {
      return switch (this) {
        case LOOP_100 -> BATCH_100;
        case LOOP_500 -> BATCH_500;
        default -> this;
      };
    }
  }

  /**
   * What a cell came to, after it was found right.
   *
   * @param serverMicros CPU of PostgreSQL, per record; NaN where it cannot be seen
   * @param walBytes log written, per record
   * @param transactions that wrote, per record
   */
  record Consumed(double perSecond, double serverMicros, double walBytes, double transactions) {}

  private final Rig rig;
  private final EmbeddedKafka kafka;
  private final List<Map<Way, Consumed>> rounds = new ArrayList<>();
  private int records;
  private int scopes;

  Consuming(Rig rig, EmbeddedKafka kafka) throws SQLException {
    this.rig = rig;
    this.kafka = kafka;
    rig.run(ByHand.TABLE);
  }

  void run(int count, int times, PrintStream raw) throws Exception {
    records = count;
    Payments few = Payments.in(kafka, "payments-warm-up", Math.min(count, 5_000));
    for (int i = 0; i < WARM_UP_TIMES; i++) {
      var unused = round(i, few);
    }
    Payments payments = Payments.in(kafka, "payments", count);
    raw.println("#\tround\tway\trecords/s\tserver us\twal B\ttransactions");
    for (int i = 0; i < times; i++) {
      Map<Way, Consumed> round = round(i, payments);
      rounds.add(round);
      for (Map.Entry<Way, Consumed> cell : round.entrySet()) {
        raw.println(line(i, cell.getKey(), cell.getValue()));
      }
    }
    rig.run("drop table by_hand_processed");
  }

  private static String line(int round, Way way, Consumed consumed) {
    return String.format(
        Locale.ROOT,
        "consumer\t%d\t%s\t%.0f\t%.2f\t%.1f\t%.5f",
        round,
        way.label(),
        consumed.perSecond(),
        consumed.serverMicros(),
        consumed.walBytes(),
        consumed.transactions());
  }

  /** Each round begins with another one, so that none is always first. */
  private Map<Way, Consumed> round(int number, Payments payments) throws Exception {
    Map<Way, Consumed> round = new EnumMap<>(Way.class);
    for (int i = 0; i < Way.values().length; i++) {
      Way way = Way.values()[(number + i) % Way.values().length];
      round.put(way, cell(way, payments));
    }
    return round;
  }

  private Consumed cell(Way way, Payments payments) throws Exception {
    fresh();
    try (HikariDataSource pool = rig.pool(Setting.FSYNC, POOL)) {
      pool.getConnection().close();
      rig.run("checkpoint");
      long writersBefore = writers();
      long walBefore = rig.standingOfLog();
      Map<Long, Long> serverBefore = Cpu.ofServer(rig.postgres().pid());
      long nanos = consume(way, pool, payments);
      double serverCpu = Cpu.used(serverBefore, Cpu.ofServer(rig.postgres().pid()));
      double wal = rig.standingOfLog() - walBefore;
      double transactions = writers() - writersBefore;
      check(payments);
      double count = payments.count();
      return new Consumed(
          count / nanos * 1e9, serverCpu / count / 1e3, wal / count, transactions / count);
    }
  }

  private long consume(Way way, HikariDataSource pool, Payments payments) throws Exception {
    String servers = kafka.bootstrapServers();
    return switch (way) {
      case ONE_BY_ONE -> new ByHand(pool, servers, payments).oneByOne(POLL_OF_A_LISTENER);
      case BATCH_100, BATCH_500 -> new ByHand(pool, servers, payments).batches(way.batch);
      case LOOP_100, LOOP_500 ->
          new ByLoop(payments).consume(pool, servers, "benchmark-" + ++scopes, way.batch);
    };
  }

  private void fresh() throws SQLException {
    rig.run("truncate account, by_hand_processed, semel_ledger_64");
    rig.run(
        "insert into account select i, 0 from generate_series(1, %d) as i"
            .formatted(Payments.ACCOUNTS));
    rig.run("vacuum analyze account, by_hand_processed, semel_ledger_64");
  }

  private void check(Payments payments) throws SQLException, WrongCellException {
    payments.check(
        rig.number("select sum(balance) from account"),
        rig.number(
            "select (select count(*) from by_hand_processed)"
                + " + (select count(*) from semel_ledger_64)"));
  }

  private long writers() throws SQLException {
    return rig.number("select pg_snapshot_xmax(pg_current_snapshot())::text");
  }

  int records() {
    return records;
  }

  Spread of(Way way, ToDoubleFunction<Consumed> figure) {
    return Spread.of(
        rounds.stream().mapToDouble(round -> figure.applyAsDouble(of(round, way))).toArray());
  }

  /** The rate of one as a multiple of another's in the same round. */
  Spread ratio(Way way, Way base) {
    return Spread.of(
        rounds.stream()
            .mapToDouble(round -> of(round, way).perSecond() / of(round, base).perSecond())
            .toArray());
  }

  private static Consumed of(Map<Way, Consumed> round, Way way) {
    return Objects.requireNonNull(round.get(way), "every round has every way");
  }
}
