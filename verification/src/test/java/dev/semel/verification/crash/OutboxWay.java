// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.Handover;
import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Outbox;
import dev.semel.Relay;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.spi.Publisher;
import dev.semel.testkit.Topic;
import dev.semel.testkit.World;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Ways from an order to those who are to know of it: Semel's, and three that lose their way. */
enum OutboxWay {
  ONCE("a1"),
  CALLERS_TRANSACTION("a1") {
    @Override
    void write(Semel semel, DataSource database) throws Exception {
      inTransaction(
          database,
          connection -> {
            if (isNew(connection, "a1")) {
              semel.outbox().publish(connection, message("a1"));
            }
          });
    }
  },
  BATCH_OF_THREE("a1", "b1", "a2"),
  FAILED_THEN_RETRIED("a1", "b1", "a2") {
    @Override
    Publisher publisher(World world, Semel semel) {
      return new Arrivals(world, "", "a1");
    }
  },
  REFUSED_THEN_SKIPPED("a1", "b1", "a2") {
    @Override
    String refused() {
      return "a1";
    }

    @Override
    void relay(World world, Semel semel, Relay relay) throws Exception {
      untilNothingIsLeft(world, relay);
      Outbox outbox = semel.outbox();
      for (Outbox.Parked parked : outbox.parked("relay", 10)) {
        outbox.skip("relay", parked.messageId(), "the customer has left");
      }
      untilNothingIsLeft(world, relay);
    }
  },
  HANDED_OVER("a1", "b1", "a2") {
    @Override
    boolean isHandedOver() {
      return true;
    }

    @Override
    Publisher publisher(World world, Semel semel) {
      Handover handover =
          Handover.in(semel)
              .on(
                  "orders",
                  "billing",
                  (tx, message) -> {
                    Connection c = tx.connection();
                    long number = Sql.number(c, "select count(*) from effect");
                    String what = "billing " + number;
                    Sql.run(c, "insert into effect (id, what) values (?, ?)", message.text(), what);
                  });
      return new Awaited(world.closing(handover));
    }
  },
  /** Wrong on purpose: whoever hears of it cannot be made to forget it. */
  PUBLISHED_BEFORE_THE_COMMIT("a1") {
    @Override
    void run(World world, boolean comesBack) throws Exception {
      customer(
          world,
          comesBack,
          () ->
              inTransaction(
                  world.database(),
                  connection -> {
                    if (isNew(connection, "a1")) {
                      arrivals(world).publish(Arrivals.entry("id-of-a1", "a1"));
                    }
                  }));
    }
  },
  /** Wrong on purpose: what is marked is not looked at again. */
  MARKED_FIRST("a1") {
    @Override
    void run(World world, boolean comesBack) throws Exception {
      customer(world, comesBack, () -> writeNaively(world));
      for (String order : unsent(world)) {
        mark(world, order);
        arrivals(world).publish(Arrivals.entry("id-of-" + order, order));
      }
    }
  },
  /** Wrong on purpose: the second copy cannot be told from another message. */
  ID_MADE_AT_THE_SENDING("a1") {
    @Override
    void run(World world, boolean comesBack) throws Exception {
      customer(world, comesBack, () -> writeNaively(world));
      for (String order : unsent(world)) {
        arrivals(world).publish(Arrivals.entry(UUID.randomUUID().toString(), order));
        mark(world, order);
      }
    }
  };

  private static final String SCOPE = "orders";
  private static final int ROUNDS_MAX = 10;

  static final List<OutboxWay> RIGHT =
      List.of(
          ONCE,
          CALLERS_TRANSACTION,
          BATCH_OF_THREE,
          FAILED_THEN_RETRIED,
          REFUSED_THEN_SKIPPED,
          HANDED_OVER);

  /** Those whose deaths are shown on PostgreSQL in every build. */
  static final List<OutboxWay> SHOWN = List.of(REFUSED_THEN_SKIPPED, HANDED_OVER);

  private final List<String> orders;

  OutboxWay(String... orders) {
    this.orders = List.of(orders);
  }

  List<String> orders() {
    return orders;
  }

  /** The order whose message nobody takes; empty if there is none. */
  String refused() {
    return "";
  }

  /** Whether the messages go to a consumer in the same database. */
  boolean isHandedOver() {
    return false;
  }

  /** Writes all orders in one transaction, with a message about each; twice is as good as once. */
  void write(Semel semel, DataSource database) throws Exception {
    semel.once(Key.of(SCOPE, "request"), this::ordersAndMessages);
  }

  Publisher publisher(World world, Semel semel) {
    return new Arrivals(world, refused(), "");
  }

  void relay(World world, Semel semel, Relay relay) throws Exception {
    untilNothingIsLeft(world, relay);
  }

  /** One life: the customer asks for the orders, and the relay does what there is to do. */
  void run(World world, boolean comesBack) throws Exception {
    Semel semel = world.withoutSteps(() -> started(world));
    customer(world, comesBack, () -> write(semel, world.database()));
    Relay relay =
        semel
            .relay()
            .owner("the-only-process")
            .to(publisher(world, semel))
            // What is read at once is marked at once, so that no step depends on the time.
            .batchSizeMax(orders.size())
            .lease(Duration.ofMinutes(10))
            .retryingAfter(Duration.ofNanos(1), Duration.ofNanos(1))
            .build();
    relay(world, semel, relay);
    // Not in a finally: the dead close nothing.
    relay.close();
  }

  /** Start-up and the first use of a scope have scenarios of their own. */
  private static Semel started(World world) {
    return Semel.with(world.database())
        .scope(Scope.named(SCOPE))
        .scope(Scope.named("billing"))
        .build();
  }

  private void ordersAndMessages(Tx tx) throws SQLException {
    for (String order : orders) {
      Sql.run(tx.connection(), "insert into effect (id, what) values (?, 'order')", order);
      tx.publish(message(order));
    }
  }

  static Message message(String order) {
    return Message.to("orders").key(order.substring(0, 1)).body(order);
  }

  static void untilNothingIsLeft(World world, Relay relay) throws Exception {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      awaitHorizon(world);
      int taken = relay.runOnce();
      if (taken <= 0) {
        return;
      }
    }
    throw new IllegalStateException("there is always something left");
  }

  /** Transactions of the server itself end when they do; no step may depend on that. */
  private static void awaitHorizon(World world) throws Exception {
    boolean passed =
        world.withoutSteps(
            () -> {
              try (Connection c = world.database().getConnection()) {
                return !c.getMetaData().getDatabaseProductName().equals("PostgreSQL")
                    || Eventually.is(() -> nothingHidden(c));
              }
            });
    if (!passed) {
      throw new IllegalStateException("a transaction of somebody else did not end");
    }
  }

  private static boolean nothingHidden(Connection c) {
    try {
      return Sql.number(
              c,
              "select count(*) from semel_outbox"
                  + " where stamp >= pg_snapshot_xmin(pg_current_snapshot())")
          == 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks until there is an answer, or once in a lifetime. */
  static void customer(World world, boolean comesBack, World.Attempt attempt) throws Exception {
    if (comesBack) {
      world.deliver("request", attempt);
    } else if (world.life() == 1) {
      attempt.run();
    }
  }

  @FunctionalInterface
  interface Work {
    void on(Connection connection) throws SQLException;
  }

  static void inTransaction(DataSource database, Work work) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      work.on(connection);
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /** Whether the order was not there; it is there afterwards. */
  static boolean isNew(Connection connection, String order) throws SQLException {
    return Sql.count(
            connection,
            "insert into effect (id, what) select cast(? as varchar(10)), 'order'"
                + " where not exists (select 1 from effect where id = ?)",
            order,
            order)
        == 1;
  }

  static void writeNaively(World world) throws SQLException {
    inTransaction(
        world.database(),
        connection -> {
          if (isNew(connection, "a1")) {
            Sql.run(connection, "insert into naive_outbox (id, sent) values ('a1', 0)");
          }
        });
  }

  static List<String> unsent(World world) {
    return Sql.texts(world.database(), "select id from naive_outbox where sent = 0");
  }

  static void mark(World world, String order) {
    Sql.run(world.database(), "update naive_outbox set sent = 1 where id = ?", order);
  }

  static Topic arrivals(World world) {
    return world.topic(Arrivals.TOPIC);
  }
}
