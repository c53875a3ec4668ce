// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.testkit.network.Fault;
import dev.semel.testkit.network.FaultProxy;
import dev.semel.testkit.network.ProxySession;
import dev.semel.verification.chaos.Door.Delivered;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Connections cut around the commit, on one database. Deliveries go through a pool of two behind
 * the proxy, and so do the connections by which Semel finds out what became of a commit; the
 * checker goes straight to the server.
 */
final class Cuts implements AutoCloseable {
  private static final int BATCH = 5;

  /** A pool behind the proxy, and what its driver sends when it seals. */
  record Path(HikariDataSource pool, Semel semel, String trigger) {}

  final FaultProxy proxy;
  final Checker checker;
  private final WireDatabase database;
  private final HikariDataSource direct;
  private final List<Path> paths = new ArrayList<>();
  private int number;

  Cuts(WireDatabase database) throws Exception {
    this.database = database;
    this.direct = database.direct();
    this.proxy = FaultProxy.to(database.port());
    this.checker = new Checker(direct);
    Schema.of(direct).apply();
  }

  /** Adds a way to the server; rounds take the ways in turn. */
  Path path(String trigger, String... driver) {
    Properties properties = new Properties();
    for (int i = 0; i < driver.length; i += 2) {
      properties.setProperty(driver[i], driver[i + 1]);
    }
    HikariDataSource pool = database.pool(proxy.port(), 2, properties);
    var path = new Path(pool, Semel.on(pool), trigger);
    paths.add(path);
    return path;
  }

  Path path(int round) {
    return paths.get(round % paths.size());
  }

  List<Item> send(Door door) throws Exception {
    List<Item> items =
        IntStream.range(0, door == Door.BATCH ? BATCH : 1)
            .mapToObj(i -> Item.plain("cut-", number++))
            .toList();
    checker.send(items);
    return items;
  }

  /** The effect of the last item arms the fault as its last deed. */
  Door.Work armed(List<Item> items, Fault fault, String trigger) {
    return armed(items, fault, trigger, session -> {});
  }

  Door.Work armed(List<Item> items, Fault fault, String trigger, Consumer<ProxySession> listener) {
    Item last = items.get(items.size() - 1);
    return (tx, item) -> {
      item.apply(tx);
      if (item.equals(last)) {
        listener.accept(arm(tx.connection(), fault, trigger));
      }
    };
  }

  /** What this connection sends next, or next with the trigger in it, meets the fault, once. */
  ProxySession arm(Connection connection, Fault fault, String trigger) throws SQLException {
    ProxySession session = proxy.session((int) Sql.number(connection, database.sessionPort()));
    session.disarm(); // An effect may be run once more after it armed the fault.
    (trigger.isEmpty() ? session.onNext() : session.on(trigger)).meets(fault);
    return session;
  }

  /** The seal does not reach the server: nothing happened, and a redelivery does it. */
  void before(Door door, int rounds) throws Exception {
    long struck = proxy.struck(Fault.CUT_BEFORE);
    for (int round = 0; round < rounds; round++) {
      Path path = path(round);
      List<Item> items = send(door);
      Delivered cut =
          door.deliver(path.semel(), items, armed(items, Fault.CUT_BEFORE, path.trigger()));
      assertThat(cut.open).as("not acknowledged").isEqualTo(items);
      for (Item item : items) {
        assertThat(checker.effectsOf(item)).as("the cut was before the commit").isZero();
        assertThat(checker.ledgerRowsOf(item)).isZero();
      }
      again(door, path, items);
    }
    assertThat(proxy.struck(Fault.CUT_BEFORE) - struck).as("cuts before").isEqualTo(rounds);
    tell(door, Fault.CUT_BEFORE, rounds);
  }

  /** The reply does not reach the client: it happened, and the row says so. */
  void after(Door door, int rounds) throws Exception {
    long struck = proxy.struck(Fault.CUT_AFTER);
    for (int round = 0; round < rounds; round++) {
      Path path = path(round);
      List<Item> items = send(door);
      Delivered cut =
          door.deliver(path.semel(), items, armed(items, Fault.CUT_AFTER, path.trigger()));
      assertThat(cut.why).as("exceptions").isEmpty();
      assertThat(cut.applied).as("done, resolved by the row").isEqualTo(items);
      for (Item item : items) {
        assertThat(checker.effectsOf(item)).as("the cut was after the commit").isEqualTo(1);
        assertThat(checker.ledgerRowsOf(item)).isEqualTo(1);
      }
      Delivered again = door.deliver(path.semel(), items, (tx, item) -> item.apply(tx));
      assertThat(again.replayed).isEqualTo(items);
    }
    assertThat(proxy.struck(Fault.CUT_AFTER) - struck).as("cuts after").isEqualTo(rounds);
    tell(door, Fault.CUT_AFTER, rounds);
  }

  /** Redelivers what was not acknowledged: it happens now, and not once more after that. */
  void again(Door door, Path path, List<Item> items) throws Exception {
    Delivered second = door.deliver(path.semel(), items, (tx, item) -> item.apply(tx));
    assertThat(second.why).isEmpty();
    assertThat(second.applied).as("applied by the redelivery").isEqualTo(items);
    Delivered third = door.deliver(path.semel(), items, (tx, item) -> item.apply(tx));
    assertThat(third.replayed).as("answered by the ledger").isEqualTo(items);
  }

  /** Sessions on PostgreSQL that have a transaction open, this one not counted. */
  long transactionsAtWork() throws SQLException {
    return Sql.number(
        direct,
        "select count(*) from pg_stat_activity where datname = current_database()"
            + " and xact_start is not null and pid <> pg_backend_pid()");
  }

  private void tell(Door door, Fault fault, int rounds) {
    Chaos.tell(
        database.getClass().getSimpleName(),
        "%s %s: %d cuts, %d connections, 0 lost, 0 doubled"
            .formatted(door, fault, rounds, proxy.opened()));
  }

  @Override
  public void close() throws SQLException {
    paths.forEach(path -> path.pool().close());
    proxy.close();
    direct.close();
    database.close();
  }
}
