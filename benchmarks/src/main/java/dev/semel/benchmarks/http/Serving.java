// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Setting;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.WrongCellException;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Orders over so many connections, in each way, from a client that costs little. For one thread.
 */
final class Serving {
  private static final int WARM_UP_TIMES = 3;
  private static final int ACCOUNTS = 1_000;

  private final Rig rig;
  private final int connections;
  private final int orders;
  private final int keysBefore;
  private final List<Map<Way, Double>> rounds = new ArrayList<>();
  private int cells;

  Serving(Rig rig, int connections, Options options) throws SQLException {
    this.rig = rig;
    this.connections = connections;
    this.orders = options.orders() / connections * connections;
    this.keysBefore = options.keysBefore();
    rig.run("drop table if exists shop_order");
    rig.run(Shop.TABLE);
  }

  int connections() {
    return connections;
  }

  int orders() {
    return orders;
  }

  void run(int times, PrintStream raw) throws Exception {
    try (HikariDataSource pool = rig.pool(Setting.FSYNC, connections);
        Shop shop = Shop.open(pool, connections)) {
      for (int i = 0; i < WARM_UP_TIMES; i++) {
        var unused = round(i, shop);
      }
      raw.println("#\tconnections\tround\tway\torders/s");
      for (int i = 0; i < times; i++) {
        Map<Way, Double> round = round(i, shop);
        rounds.add(round);
        for (Map.Entry<Way, Double> cell : round.entrySet()) {
          raw.println(
              String.format(
                  Locale.ROOT,
                  "http\t%d\t%d\t%s\t%.0f",
                  connections,
                  i,
                  cell.getKey().label(),
                  cell.getValue()));
        }
      }
    }
  }

  /** Each round begins with the other one; keys are replayed where they were kept just before. */
  private Map<Way, Double> round(int number, Shop shop) throws Exception {
    Map<Way, Double> round = new EnumMap<>(Way.class);
    if (number % 2 == 0) {
      round.put(Way.BARE, first(Way.BARE, shop));
      keptAndReplayed(round, shop);
    } else {
      keptAndReplayed(round, shop);
      round.put(Way.BARE, first(Way.BARE, shop));
    }
    return round;
  }

  private void keptAndReplayed(Map<Way, Double> round, Shop shop) throws Exception {
    round.put(Way.KEPT, first(Way.KEPT, shop));
    double replayed = cell(Way.REPLAYED, shop);
    check(Way.KEPT);
    round.put(Way.REPLAYED, replayed);
  }

  private double first(Way way, Shop shop) throws Exception {
    cells++;
    rig.run("truncate account, shop_order, semel_ledger_64");
    rig.run("insert into account select i, 0 from generate_series(1, %d) as i".formatted(ACCOUNTS));
    rig.run(
        """
        insert into semel_ledger_64 (slot, scope, key_id, state, state_since)
        select 64, 999999, gen_random_uuid(), 2, clock_timestamp()
          from generate_series(1, %d)"""
            .formatted(keysBefore));
    rig.run("vacuum analyze account, shop_order, semel_ledger_64");
    rig.run("checkpoint");
    double perSecond = cell(way, shop);
    check(way);
    return perSecond;
  }

  private double cell(Way way, Shop shop) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Callable<Void>> customers = new ArrayList<>();
      for (int number = 0; number < connections; number++) {
        int customer = number;
        customers.add(() -> order(way, customer, shop));
      }
      long began = System.nanoTime();
      for (Future<Void> customer : threads.invokeAll(customers)) {
        customer.get();
      }
      return orders * 1e9 / (System.nanoTime() - began);
    } finally {
      threads.shutdownNow();
    }
  }

  private Void order(Way way, int number, Shop shop) throws IOException, WrongCellException {
    String path = way == Way.BARE ? "/bare" : "/kept";
    try (Customer customer = new Customer(shop.address())) {
      for (int i = 0; i < orders / connections; i++) {
        String key = "order-%d-%d-%d".formatted(cells, number, i);
        Customer.Answer answer = customer.order(path, key, 1 + (i * 7 + number) % ACCOUNTS, 1);
        if (answer.status() != 201 || answer.replayed() != (way == Way.REPLAYED)) {
          throw new WrongCellException("%s was answered %s".formatted(way, answer));
        }
      }
    }
    return null;
  }

  private void check(Way way) throws SQLException, WrongCellException {
    long paid = rig.number("select sum(balance) from account");
    long taken = rig.number("select count(*) from shop_order");
    long kept = rig.number("select count(*) from semel_ledger_64") - keysBefore;
    if (paid != orders || taken != orders || kept != (way == Way.BARE ? 0 : orders)) {
      throw new WrongCellException(
          "%s: %d paid, %d orders, %d keys, and %d were sent"
              .formatted(way, paid, taken, kept, orders));
    }
  }

  Spread of(Way way) {
    return Spread.of(rounds.stream().mapToDouble(round -> of(round, way)).toArray());
  }

  /** The rate as a multiple of that without the filter in the same round. */
  Spread ratio(Way way) {
    return Spread.of(
        rounds.stream().mapToDouble(round -> of(round, way) / of(round, Way.BARE)).toArray());
  }

  private static double of(Map<Way, Double> round, Way way) {
    return Objects.requireNonNull(round.get(way), "every round has every way");
  }
}
