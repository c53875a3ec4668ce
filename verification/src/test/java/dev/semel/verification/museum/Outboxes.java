// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.Crash;
import dev.semel.testkit.Invariant;
import dev.semel.testkit.Topic;
import dev.semel.testkit.World;
import dev.semel.testkit.history.Checker;
import dev.semel.testkit.history.History;
import dev.semel.testkit.history.Rule;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Outboxes that lose nothing, and yet give up, overtake or change what they were given. */
final class Outboxes {
  private static final int TURNS = 6;

  private Outboxes() {}

  static List<Piece<?>> pieces() {
    return List.of(
        piece("the body is made when it is sent", "a copy tells of another state", "R1, R16")
            .of(MakesTheBodyLate::new)
            .caughtBy(Layer.CRASH, Outboxes::changedAfterwards, "different copies: 1 came as"),
        piece("an outage counts as attempts", "all that waits for the broker is given up", "R7")
            .of(CountsOutages::new)
            .caughtBy(Layer.CHECKER, Outboxes::outage, "a1 has an effect, but was never published"),
        piece("what failed waits, the rest goes", "the next of its key overtakes it", "R9")
            .of(LetsOthersOvertake::new)
            .caughtBy(Layer.CHECKER, Outboxes::oneFailure, "a1 was first published after a2"),
        piece("two relays and skip locked", "a key is sent by two at once", "R8")
            .of(SkipsLocked::new)
            .caughtBy(Layer.CHECKER, Outboxes::twoRelays, "a1 was first published after a2"));
  }

  private record Label(String name, String wrong, String faults) {
    Piece<Shop.Start> of(Shop.Start bad) {
      return Piece.of(name, wrong, faults, bad, InOrder::new);
    }
  }

  private static Label piece(String name, String wrong, String faults) {
    return new Label(name, wrong, faults);
  }

  /** The order is cancelled when the message about it is on its way, or should be. */
  private static void changedAfterwards(Shop.Start start) {
    try (Bank market = Market.onH2()) {
      Crash.in(market.database())
          .given(Market::reset)
          .flow(world -> cancelled(world, start))
          .alwaysOutside(outcome -> sameCopies(outcome.topic("orders")))
          .run()
          .assertHolds();
    }
  }

  private static void cancelled(World world, Shop.Start start) throws Exception {
    Topic topic = world.topic("orders");
    Shop shop =
        start.on(
            world.database(),
            (id, order) -> {
              topic.publish(id + " " + order);
              return () -> {};
            });
    if (world.life() == 1) {
      shop.buy("a1");
      shop.relay();
    }
    Sql.run(world.database(), "update status set state = 'cancelled'");
    shop.relay();
  }

  private static Invariant sameCopies(Topic topic) {
    return database ->
        topic.entries().stream()
            .filter(entry -> !entry.equals(topic.entries().get(0)))
            .map(
                entry ->
                    "different copies: 1 came as '"
                        + topic.entries().get(0)
                        + "' and '"
                        + entry
                        + "'")
            .limit(1)
            .toList();
  }

  /** For a while the broker takes nothing at all. */
  private static void outage(Shop.Start start) throws Exception {
    try (Bank market = Market.onH2()) {
      int[] turn = {0};
      History history = History.inMemory();
      Shop shop =
          start.on(
              market.database(),
              (id, order) -> {
                if (turn[0] < TURNS / 2) {
                  throw new IllegalStateException("there is no broker");
                }
                return published(history, order);
              });
      shop.buy("a1");
      shop.buy("b1");
      for (; turn[0] < TURNS; turn[0]++) {
        shop.relay();
      }
      applied(market.database(), history);
      Checker.of(Rule.GHOST, Rule.MISSING).check(history).assertClean();
    }
  }

  /** The broker does not take the first message when it is asked for the first time. */
  private static void oneFailure(Shop.Start start) throws Exception {
    try (Bank market = Market.onH2()) {
      Set<String> asked = new HashSet<>();
      History history = History.inMemory();
      Shop shop =
          start.on(
              market.database(),
              (id, order) -> {
                if (asked.add(order) && order.startsWith("a1")) {
                  throw new IllegalStateException("not now");
                }
                return published(history, order);
              });
      inOrder(market.database(), shop, history);
    }
  }

  /** While the first relay hands the first message over, the second takes its turn. */
  private static void twoRelays(Shop.Start start) throws Exception {
    try (Bank market = Market.onPostgreSql()) {
      History history = History.inMemory();
      Shop second = start.on(market.database(), (id, order) -> published(history, order));
      Shop first =
          start.on(
              market.database(),
              (id, order) -> {
                if (order.startsWith("a1")) {
                  turn(second);
                }
                return published(history, order);
              });
      inOrder(market.database(), first, history);
    }
  }

  private static void turn(Shop shop) {
    try {
      shop.relay();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void inOrder(DataSource database, Shop shop, History history) throws Exception {
    for (String order : List.of("a1", "a2", "b1")) {
      shop.buy(order);
    }
    for (int turn = 0; turn < TURNS; turn++) {
      shop.relay();
    }
    applied(database, history);
    Checker.of(Rule.MISSING, Rule.OUT_OF_ORDER).check(history).assertClean();
  }

  private static Shop.Receipt published(History history, String order) {
    history.published(order.substring(0, 2), order.substring(0, 1), order.charAt(1) - '0');
    return () -> {};
  }

  private static void applied(DataSource database, History history) {
    Sql.texts(database, "select id from purchase")
        .forEach(
            id -> {
              history.sent(id);
              history.applied(id);
            });
  }

  /** An order, its state, and a row for the relay, in one transaction; the letter is the key. */
  private abstract static class WithOutbox implements Shop {
    final DataSource database;
    final Broker broker;

    WithOutbox(DataSource database, Broker broker) {
      this.database = database;
      this.broker = broker;
    }

    @Override
    public final void buy(String order) throws Exception {
      Tx.run(
          database,
          c -> {
            if (Market.isNew(c, order)) {
              Sql.run(c, "insert into status (id, state) values (?, 'placed')", order);
              Sql.run(c, "insert into outbox (purchase) values (?)", body(order));
            }
          });
    }

    String body(String order) {
      return order + " placed";
    }

    final List<String> unsent() {
      return Sql.texts(database, "select id from outbox where sent = 0 order by id");
    }

    final String purchase(String id) {
      return Sql.text(database, "select purchase from outbox where id = ?", Integer.parseInt(id));
    }

    final void mark(String id, int sent) {
      Sql.run(database, "update outbox set sent = ? where id = ?", sent, Integer.parseInt(id));
    }
  }

  /**
   * An outbox of references: the row says which order, and the relay looks up the order. It looks
   * right because nothing is stored twice, and what is sent is always up to date.
   */
  static final class MakesTheBodyLate extends WithOutbox {
    MakesTheBodyLate(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    String body(String order) {
      return order;
    }

    @Override
    public void relay() {
      for (String id : unsent()) {
        String order = purchase(id);
        String state = Sql.text(database, "select state from status where id = ?", order);
        broker.send(id, order + " " + state).await();
        mark(id, 1);
      }
    }
  }

  /**
   * Three attempts, then the message is parked for a person. It looks right because poison ends
   * where it should; so does everything else when the broker is restarted.
   */
  static final class CountsOutages extends WithOutbox {
    private static final int ATTEMPTS_MAX = 3;

    CountsOutages(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() throws Exception {
      for (String id : unsent()) {
        try {
          broker.send(id, purchase(id)).await();
          mark(id, 1);
        } catch (IllegalStateException e) {
          Tx.run(database, c -> failed(c, id));
        }
      }
    }

    private static void failed(Connection c, String id) throws SQLException {
      if (Sql.count(c, "update attempt set attempts = attempts + 1 where id = ?", id) == 0) {
        Sql.run(c, "insert into attempt (id, attempts) values (?, 1)", id);
      }
      if (Sql.number(c, "select attempts from attempt where id = ?", id) >= ATTEMPTS_MAX) {
        Sql.run(c, "update outbox set sent = 2 where id = ?", Integer.parseInt(id));
      }
    }
  }

  /**
   * A loop that goes on after a failure, so that one message does not hold up the others. It looks
   * right because the failed one is tried again in the next turn.
   */
  static final class LetsOthersOvertake extends WithOutbox {
    LetsOthersOvertake(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() {
      for (String id : unsent()) {
        try {
          broker.send(id, purchase(id)).await();
          mark(id, 1);
        } catch (IllegalStateException e) {
          // It comes again.
        }
      }
    }
  }

  /**
   * {@code for update skip locked limit 1}, the usual way to run several relays. It looks right
   * because no message is sent by two of them.
   */
  static final class SkipsLocked extends WithOutbox {
    SkipsLocked(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() throws Exception {
      Tx.run(
          database,
          c -> {
            String id =
                Sql.text(
                    c,
                    "select id from outbox where sent = 0 order by id limit 1"
                        + " for update skip locked");
            if (id != null) {
              broker.send(id, Sql.text(c, "select purchase from outbox where id = " + id)).await();
              Sql.run(c, "update outbox set sent = 1 where id = " + id);
            }
          });
    }
  }

  /**
   * Right: the body is stored; a failure ends the turn for its key and counts for nothing; one
   * relay at a time, held by a row.
   */
  static final class InOrder extends WithOutbox {
    InOrder(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() throws Exception {
      try (Connection lock = database.getConnection()) {
        lock.setAutoCommit(false);
        if (Sql.text(lock, "select last_id from relay_position for update skip locked") != null) {
          send();
        }
        lock.rollback();
        lock.setAutoCommit(true);
      }
    }

    private void send() {
      Set<Character> waiting = new HashSet<>();
      for (String id : unsent()) {
        String purchase = purchase(id);
        if (!waiting.contains(purchase.charAt(0))) {
          try {
            broker.send(id, purchase).await();
            mark(id, 1);
          } catch (IllegalStateException e) {
            waiting.add(purchase.charAt(0));
          }
        }
      }
    }
  }
}
