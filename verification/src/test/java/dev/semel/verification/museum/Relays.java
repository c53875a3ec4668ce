// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.Boundary;
import dev.semel.testkit.Crash;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.Topic;
import dev.semel.testkit.World;
import dev.semel.testkit.history.Checker;
import dev.semel.testkit.history.History;
import dev.semel.testkit.history.Rule;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Ways to tell others what was committed, and nothing else, that do not. */
final class Relays {
  private static final String UNSENT = "select id from outbox where sent = 0 order by id";
  private static final String MARK = "update outbox set sent = 1 where id = ?";
  private static final int TURNS = 3;

  private Relays() {}

  static List<Piece<?>> pieces() {
    return List.of(
        piece("publish inside the transaction", "the transaction may still end otherwise", "R3")
            .of(PublishesInside::new)
            .caughtBy(Layer.CRASH, Relays::oneOrder, "ghost: o1")
            .caughtBy(Layer.BOUNDARY, Relays::boundary, "publishes inside the transaction"),
        piece("publish after the commit", "a death after the commit, and nobody is told", "C8")
            .of(PublishesAfter::new)
            .caughtBy(Layer.CRASH, Relays::oneOrder, "never published: o1"),
        piece("mark first, publish later", "a death in between, and nobody is told", "R2")
            .of(MarksFirst::new)
            .caughtBy(Layer.CRASH, Relays::oneOrder, "never published: o1"),
        piece("marks before the broker's answer", "handed over is not sent", "R4")
            .of(MarksBeforeTheAnswer::new)
            .caughtBy(Layer.CRASH, Relays::oneOrder, "never published: o1"),
        piece("a new id for each attempt", "the receiver cannot know the second copy", "R1, D6")
            .of(NewIdForEachAttempt::new)
            .caughtBy(Layer.CRASH, Relays::withReceiver, "double: o1 has 2 effects"),
        piece("id > last", "ids are given out before the commit, which may come late", "T17")
            .of(IdGreaterThanLast::new)
            .caughtBy(
                Layer.CHECKER, Relays::lateCommitter, "o1 has an effect, but was never published"),
        piece("delete up to the last id", "deletes what was committed late and not sent", "T17")
            .of(DeletesUpToTheLast::new)
            .caughtBy(
                Layer.CHECKER, Relays::lateCommitter, "o1 has an effect, but was never published"),
        piece("poison at the head", "what cannot be sent stops what could be", "R6, R9")
            .of(StopsAtPoison::new)
            .caughtBy(Layer.CRASH, Relays::poison, "never published: o2"));
  }

  private record Label(String name, String wrong, String faults) {
    Piece<Shop.Start> of(Shop.Start bad) {
      return Piece.of(name, wrong, faults, bad, Relay::new);
    }
  }

  private static Label piece(String name, String wrong, String faults) {
    return new Label(name, wrong, faults);
  }

  /** A customer orders once and does not come back; the relay takes its turns in every life. */
  private static void run(World world, Shop.Start start, String... orders) throws Exception {
    Market.Producer producer = new Market.Producer(world.topic("orders"));
    Shop shop = start.on(world.database(), producer);
    if (world.life() == 1) {
      for (String order : orders) {
        shop.buy(order);
      }
    }
    for (int turn = 0; turn < TURNS; turn++) {
      try {
        shop.relay();
      } catch (IllegalArgumentException e) {
        // The scheduler logs it, and comes again.
      }
    }
    producer.flush();
  }

  private static void oneOrder(Shop.Start start) {
    try (Bank market = Market.onH2()) {
      Crash.in(market.database())
          .given(Market::reset)
          .flow(world -> run(world, start, "o1"))
          .alwaysOutside(
              outcome ->
                  Invariants.publishedIfAndOnlyIfCommitted(
                      "select id from purchase", () -> Market.orders(outcome.topic("orders"))))
          .deaths(2)
          .withoutTwins()
          .run()
          .assertHolds();
    }
  }

  private static void boundary(Shop.Start start) {
    try (Bank market = Market.onH2()) {
      Boundary.of(market.database())
          .withoutSocketWatch()
          .deliver(
              doors -> {
                Shop.Broker broker = doors.publishing(Shop.Broker.class, (id, order) -> () -> {});
                start.on(doors.database(), broker).buy("o1");
              })
          .assertEffectStaysInOneTransaction();
    }
  }

  /** Others read the topic, and are careful: they remember ids of messages. */
  private static void withReceiver(Shop.Start start) {
    try (Bank market = Market.onH2()) {
      Crash.in(market.database())
          .given(
              database -> {
                Market.reset(database);
                Tx.run(database, c -> order(c, "o1"));
              })
          .flow(
              world -> {
                run(world, start);
                Topic topic = world.topic("orders");
                world.deliverAll(topic, entry -> receive(world.database(), entry.split(" ")));
              })
          .always(Bank.creditedOnce("o1"))
          .run()
          .assertHolds();
    }
  }

  private static void receive(DataSource database, String[] idAndOrder) throws Exception {
    Consumer consumer = new Keys.KeyedBy(database, message -> idAndOrder[0]);
    consumer.onMessage(Message.of(idAndOrder[1], 10));
  }

  /** The first order gets its id first, and is committed last. */
  private static void lateCommitter(Shop.Start start) throws Exception {
    try (Bank market = Market.onPostgreSql();
        Connection first = market.database().getConnection();
        Connection second = market.database().getConnection()) {
      List<String> sent = new ArrayList<>();
      Shop shop =
          start.on(
              market.database(),
              (id, order) -> {
                sent.add(order);
                return () -> {};
              });
      first.setAutoCommit(false);
      order(first, "o1");
      second.setAutoCommit(false);
      order(second, "o2");
      second.commit();
      shop.relay();
      first.commit();
      for (int turn = 0; turn < TURNS; turn++) {
        shop.relay();
      }
      History history = History.inMemory();
      Sql.texts(market.database(), "select id from purchase")
          .forEach(
              id -> {
                history.sent(id);
                history.applied(id);
              });
      sent.forEach(history::published);
      Checker.of(Rule.GHOST, Rule.MISSING).check(history).assertClean();
    }
  }

  private static void poison(Shop.Start start) {
    try (Bank market = Market.onH2()) {
      Crash.in(market.database())
          .given(
              database -> {
                Market.reset(database);
                Tx.run(database, c -> order(c, "huge-o1"));
                Tx.run(database, c -> order(c, "o2"));
              })
          .flow(world -> run(world, start))
          .alwaysOutside(
              outcome ->
                  Invariants.publishedIfAndOnlyIfCommitted(
                      "select purchase from outbox where sent <> 2",
                      () -> Market.orders(outcome.topic("orders"))))
          .run()
          .assertHolds();
    }
  }

  private static void order(Connection c, String order) throws Exception {
    if (Market.isNew(c, order)) {
      Sql.run(c, "insert into outbox (purchase) values (?)", order);
    }
  }

  /** What the shops with an outbox have in common: an order and its row in one transaction. */
  private abstract static class WithOutbox implements Shop {
    final DataSource database;
    final Broker broker;

    WithOutbox(DataSource database, Broker broker) {
      this.database = database;
      this.broker = broker;
    }

    @Override
    public final void buy(String order) throws Exception {
      Tx.run(database, c -> order(c, order));
    }

    final List<String> unsent() {
      return Sql.texts(database, UNSENT);
    }

    final String purchase(String id) {
      return Sql.text(database, "select purchase from outbox where id = ?", Integer.parseInt(id));
    }

    final void mark(String id) {
      Sql.run(database, MARK, Integer.parseInt(id));
    }
  }

  /**
   * {@code kafkaTemplate.send} in the middle of a {@code @Transactional} method, or an application
   * event whose listener does not wait for the commit. It looks right because an exception of the
   * broker rolls the transaction back; nothing takes the message back.
   */
  record PublishesInside(DataSource database, Shop.Broker broker) implements Shop {
    @Override
    public void buy(String order) throws Exception {
      Tx.run(
          database,
          c -> {
            if (Market.isNew(c, order)) {
              broker.send(order, order).await();
            }
          });
    }

    @Override
    public void relay() {}
  }

  /**
   * {@code @TransactionalEventListener(AFTER_COMMIT)}, the usual answer to the piece before. It
   * looks right because ghosts are gone.
   */
  record PublishesAfter(DataSource database, Shop.Broker broker) implements Shop {
    @Override
    public void buy(String order) throws Exception {
      boolean[] isNew = {false};
      Tx.run(database, c -> isNew[0] = Market.isNew(c, order));
      if (isNew[0]) {
        broker.send(order, order).await();
      }
    }

    @Override
    public void relay() {}
  }

  /**
   * A relay that takes rows away before it sends them, so that two relays do not send the same. It
   * looks right because no message goes out twice.
   */
  static final class MarksFirst extends WithOutbox {
    MarksFirst(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() {
      for (String id : unsent()) {
        mark(id);
        broker.send(id, purchase(id)).await();
      }
    }
  }

  /**
   * {@code producer.send(record)} without a look at the future. It looks right because the method
   * is called send; what it does is put the record into a buffer.
   */
  static final class MarksBeforeTheAnswer extends WithOutbox {
    MarksBeforeTheAnswer(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() {
      for (String id : unsent()) {
        Receipt unused = broker.send(id, purchase(id));
        mark(id);
      }
    }
  }

  /**
   * The message id is made where the message is made, in the relay; envelope libraries do that by
   * default. It looks right because every message has a unique id, which is what receivers were
   * promised.
   */
  static final class NewIdForEachAttempt extends WithOutbox {
    NewIdForEachAttempt(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() {
      for (String id : unsent()) {
        broker.send(UUID.randomUUID().toString(), purchase(id)).await();
        mark(id);
      }
    }
  }

  /**
   * A relay, a CDC connector in incrementing mode or an event store's reader with a position: it
   * asks for what is after the last id. It looks right because ids only grow; but they are given
   * out in one order and committed in another.
   */
  static final class IdGreaterThanLast extends WithOutbox {
    IdGreaterThanLast(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() {
      List<String> ids =
          Sql.texts(
              database,
              "select id from outbox where id > (select last_id from relay_position) order by id");
      for (String id : ids) {
        broker.send(id, purchase(id)).await();
        Sql.run(database, "update relay_position set last_id = ?", Integer.parseInt(id));
      }
    }
  }

  /**
   * The relay that keeps its table small: it sends what it finds, then deletes all up to the last
   * id that it sent. It looks right because one delete is cheaper than a hundred.
   */
  static final class DeletesUpToTheLast extends WithOutbox {
    private List<String> found = List.of();

    DeletesUpToTheLast(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() {
      if (!found.isEmpty()) {
        int last = Integer.parseInt(found.get(found.size() - 1));
        Sql.run(database, "delete from outbox where id <= ?", last);
      }
      found = unsent();
      for (String id : found) {
        broker.send(id, purchase(id)).await();
      }
    }
  }

  /**
   * A loop over the outbox that lets the first exception out, so that the order is kept. It looks
   * right because the next turn begins where this one ended; it also ends where this one ended.
   */
  static final class StopsAtPoison extends WithOutbox {
    StopsAtPoison(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() {
      for (String id : unsent()) {
        broker.send(id, purchase(id)).await();
        mark(id);
      }
    }
  }

  /** Right: a flag for each row, set after the broker's answer; the row's id; poison is parked. */
  static final class Relay extends WithOutbox {
    Relay(DataSource database, Broker broker) {
      super(database, broker);
    }

    @Override
    public void relay() {
      for (String id : unsent()) {
        try {
          broker.send(id, purchase(id)).await();
          mark(id);
        } catch (IllegalArgumentException neverTaken) {
          Sql.run(database, "update outbox set sent = 2 where id = ?", Integer.parseInt(id));
        }
      }
    }
  }
}
