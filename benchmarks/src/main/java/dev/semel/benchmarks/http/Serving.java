// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.benchmarks.Cpu;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Setting;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.WrongCellException;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/**
 * Orders over so many connections, in each way, from a client that costs little. For one thread.
 */
final class Serving {
  private static final int ACCOUNTS = 1_000;

  private final Rig rig;
  private final Setting setting;
  private final int connections;
  private final int orders;
  private final int keysBefore;
  private final List<Map<Way, Cell>> rounds = new ArrayList<>();
  private int cells;

  /**
   * What came of some orders, each figure per order.
   *
   * @param serverMicros CPU of the web server: of this JVM without the clients, its compiler and
   *     collector included
   * @param databaseMicros CPU of PostgreSQL; NaN where it cannot be seen
   * @param wal bytes of log
   */
  record Cell(double perSecond, double serverMicros, double databaseMicros, double wal) {}

  Serving(Rig rig, Setting setting, int connections, Options options) throws SQLException {
    this.rig = rig;
    this.setting = setting;
    this.connections = connections;
    this.orders = options.orders() / connections * connections;
    this.keysBefore = options.keysBefore();
    for (String table : List.of("shop_order", "hand_key")) {
      rig.run("drop table if exists " + table);
    }
    rig.run(Order.TABLE);
    rig.run(ByHand.TABLE);
    rig.run(ByHand.INDEX);
  }

  Setting setting() {
    return setting;
  }

  int connections() {
    return connections;
  }

  int orders() {
    return orders;
  }

  /**
   * @param warmUps rounds before, that count for nothing
   */
  void run(int times, int warmUps, PrintStream raw) throws Exception {
    try (HikariDataSource pool = rig.pool(setting, connections);
        Shop shop = Shop.open(pool, connections)) {
      for (int i = 0; i < warmUps; i++) {
        var unused = round(i, shop);
      }
      raw.println("#\tsetting\tconnections\tround\tway\torders/s\tserver µs\tdatabase µs\tWAL");
      for (int i = 0; i < times; i++) {
        Map<Way, Cell> round = round(i, shop);
        rounds.add(round);
        for (Map.Entry<Way, Cell> entry : round.entrySet()) {
          Cell cell = entry.getValue();
          raw.println(
              String.format(
                  Locale.ROOT,
                  "http\t%s\t%d\t%d\t%s\t%.0f\t%.0f\t%.0f\t%.0f",
                  setting,
                  connections,
                  i,
                  entry.getKey().label(),
                  cell.perSecond(),
                  cell.serverMicros(),
                  cell.databaseMicros(),
                  cell.wal()));
        }
      }
    }
  }

  /** Each round begins with another one; keys are used again where they were kept just before. */
  private Map<Way, Cell> round(int number, Shop shop) throws Exception {
    Map<Way, Cell> round = new EnumMap<>(Way.class);
    List<Way> ways = new ArrayList<>(List.of(Way.BARE, Way.BY_HAND, Way.KEPT));
    Collections.rotate(ways, number);
    for (Way way : ways) {
      prepare();
      round.put(way, cell(way, shop));
      Way again =
          switch (way) {
            case BY_HAND -> Way.BY_HAND_AGAIN;
            case KEPT -> Way.REPLAYED;
            default -> null;
          };
      if (again != null) {
        round.put(again, cell(again, shop));
      }
    }
    return round;
  }

  private void prepare() throws SQLException {
    cells++;
    rig.run("truncate account, shop_order, hand_key, semel_ledger_64");
    rig.run("insert into account select i, 0 from generate_series(1, %d) as i".formatted(ACCOUNTS));
    rig.run(
        """
        insert into semel_ledger_64 (slot, scope, key_id, state, state_since)
        select 64, 999999, gen_random_uuid(), 2, clock_timestamp()
          from generate_series(1, %d)"""
            .formatted(keysBefore));
    rig.run(
        """
        insert into hand_key (caller, key, fingerprint, order_id, receipt)
        select 'before', gen_random_uuid()::text, '', 0, ''
          from generate_series(1, %d)"""
            .formatted(keysBefore));
    rig.run("vacuum analyze account, shop_order, hand_key, semel_ledger_64");
    rig.run("checkpoint");
  }

  private Cell cell(Way way, Shop shop) throws Exception {
    Map<Long, Long> databaseBefore = Cpu.ofServer(rig.postgres().pid());
    long walBefore = rig.standingOfLog();
    long jvmBefore = Cpu.ofJvm();
    long began = System.nanoTime();
    long clients = customers(way, shop);
    long nanos = System.nanoTime() - began;
    double server = Cpu.ofJvm() - jvmBefore - clients;
    double database = Cpu.used(databaseBefore, Cpu.ofServer(rig.postgres().pid()));
    double wal = rig.standingOfLog() - walBefore;
    check(way);
    return new Cell(
        orders * 1e9 / nanos, server / orders / 1e3, database / orders / 1e3, wal / orders);
  }

  /** Answers the CPU they have used. */
  private long customers(Way way, Shop shop) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Callable<Long>> customers = new ArrayList<>();
      for (int number = 0; number < connections; number++) {
        int customer = number;
        customers.add(() -> order(way, customer, shop));
      }
      long used = 0;
      for (Future<Long> customer : threads.invokeAll(customers)) {
        used += customer.get();
      }
      return used;
    } finally {
      threads.shutdownNow();
    }
  }

  private long order(Way way, int number, Shop shop) throws IOException, WrongCellException {
    long cpu = Cpu.ofThread();
    try (Customer customer = new Customer(shop.address())) {
      for (int i = 0; i < orders / connections; i++) {
        String key = "order-%d-%d-%d".formatted(cells, number, i);
        Customer.Answer answer =
            customer.order(way.path(), key, 1 + (i * 7 + number) % ACCOUNTS, 1);
        if (answer.status() != 201 || answer.replayed() != way.replays()) {
          throw new WrongCellException("%s was answered %s".formatted(way, answer));
        }
      }
    }
    return Cpu.ofThread() - cpu;
  }

  private void check(Way way) throws SQLException, WrongCellException {
    long paid = rig.number("select sum(balance) from account");
    long taken = rig.number("select count(*) from shop_order");
    long kept = way == Way.BARE ? orders : rig.number(way.keys()) - keysBefore;
    if (paid != orders || taken != orders || kept != orders) {
      throw new WrongCellException(
          "%s: %d paid, %d orders, %d keys, and %d were sent"
              .formatted(way, paid, taken, kept, orders));
    }
  }

  Spread of(Way way, ToDoubleFunction<Cell> figure) {
    return Spread.of(rounds.stream().mapToDouble(round -> of(round, way, figure)).toArray());
  }

  /** The rate as a multiple of that of another way in the same round. */
  Spread ratio(Way way, Way other) {
    return Spread.of(
        rounds.stream()
            .mapToDouble(
                round -> of(round, way, Cell::perSecond) / of(round, other, Cell::perSecond))
            .toArray());
  }

  private static double of(Map<Way, Cell> round, Way way, ToDoubleFunction<Cell> figure) {
    return figure.applyAsDouble(
        Objects.requireNonNull(round.get(way), "every round has every way"));
  }
}
