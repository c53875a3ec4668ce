// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.Inbox;
import dev.semel.Message;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.spi.IncomingMessage;
import dev.semel.testkit.World;
import dev.semel.verification.databases.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Ways of a consumer with orders that cannot be applied at once, and two that lose their way. */
enum InboxWay {
  ALL_GOES_WELL(List.of("a1", "b1", "a2"), List.of()),
  /** It works when it is tried again. */
  FAILED_THEN_RETRIED(List.of("a1", "b1", "a2", "a3"), List.of()) {
    @Override
    boolean fails(String order, boolean again) {
      return order.equals("a1") && !again;
    }
  },
  /** It never works, and a person gives it up; those behind it go. */
  PARKED_THEN_SKIPPED(List.of("b1", "a2"), List.of("a1")) {
    @Override
    boolean fails(String order, boolean again) {
      return order.equals("a1");
    }
  },
  /** Nobody can tell it from another. */
  WITHOUT_IDENTITY(List.of("b1", "a2"), List.of("a1")) {
    @Override
    String id(String order) {
      return order.equals("a1") ? null : order;
    }
  },
  /** Wrong on purpose: acknowledged before it is held. */
  HELD_AFTER_THE_ACKNOWLEDGEMENT(List.of("a1"), List.of()) {
    @Override
    void run(World world) throws Exception {
      world.deliver("delivery", () -> {});
      if (world.life() == 1) {
        Sql.run(world.database(), "insert into naive_held (id) values ('a1')");
      }
      for (String order : Sql.texts(world.database(), "select id from naive_held")) {
        naively(world, order);
        Sql.run(world.database(), "delete from naive_held");
      }
    }
  },
  /** Wrong on purpose: the effect and the end of its waiting commit apart. */
  LET_GO_AFTER_THE_EFFECT(List.of("a1"), List.of()) {
    @Override
    void run(World world) throws Exception {
      world.deliver(
          "delivery", () -> Sql.run(world.database(), "insert into naive_held (id) values ('a1')"));
      for (String order : Sql.texts(world.database(), "select distinct id from naive_held")) {
        naively(world, order);
        Sql.run(world.database(), "delete from naive_held");
      }
    }
  };

  private static final String SCOPE = "billing";
  private static final int ROUNDS_MAX = 20;
  private static final IncomingMessage.Lane LANE = new IncomingMessage.Lane("orders", "first", "0");

  static final List<InboxWay> RIGHT =
      List.of(ALL_GOES_WELL, FAILED_THEN_RETRIED, PARKED_THEN_SKIPPED, WITHOUT_IDENTITY);

  private final List<String> applied;
  private final List<String> skipped;

  InboxWay(List<String> applied, List<String> skipped) {
    this.applied = applied;
    this.skipped = skipped;
  }

  List<String> applied() {
    return applied;
  }

  List<String> skipped() {
    return skipped;
  }

  /** Whether the effect of an order throws, after it has written. */
  boolean fails(String order, boolean again) {
    return false;
  }

  String id(String order) {
    return order;
  }

  /** The orders as the broker has them: in two deliveries, the second of the line that waits. */
  private List<List<String>> deliveries() {
    return applied.contains("a3")
        ? List.of(List.of("a1", "b1", "a2"), List.of("a3"))
        : List.of(List.of("a1", "b1"), List.of("a2"));
  }

  /** One life: the broker delivers what is not acknowledged, and then the held ones are tried. */
  void run(World world) throws Exception {
    Inbox inbox = world.withoutSteps(() -> inbox(world));
    inbox.assigned(List.of(LANE));
    int number = 0;
    for (List<String> delivery : deliveries()) {
      List<IncomingMessage> messages = messages(delivery, number);
      world.deliver(
          "from " + number,
          () -> {
            var unused = inbox.take(messages, (tx, message) -> credit(tx, message, false));
          });
      number += messages.size();
    }
    untilNothingWaits(world, inbox);
    for (Inbox.Parked parked : inbox.parked(10)) {
      inbox.skip(parked.number(), "the customer has left");
    }
    untilNothingWaits(world, inbox);
  }

  private Inbox inbox(World world) {
    return Semel.with(world.database())
        .scope(Scope.named(SCOPE))
        .build()
        .inbox(SCOPE)
        .retryingAfter(Duration.ofNanos(1), Duration.ofNanos(1))
        .attemptsMax(2)
        .deadLetters(
            (message, why, error, attempts) -> Message.to("orders-dlt").body(message.body()));
  }

  private List<IncomingMessage> messages(List<String> orders, int from) {
    return orders.stream().map(order -> message(order, from + orders.indexOf(order))).toList();
  }

  private IncomingMessage message(String order, int number) {
    byte[] body = order.getBytes(StandardCharsets.UTF_8);
    String key = order.substring(0, 1);
    return new IncomingMessage(id(order), LANE, number, key, null, null, new byte[0], body);
  }

  private void credit(Tx tx, IncomingMessage message, boolean again) throws SQLException {
    Connection c = tx.connection();
    String order = new String(message.body(), StandardCharsets.UTF_8);
    String what = "number " + Sql.number(c, "select count(*) from effect");
    Sql.run(c, "insert into effect (id, what) values (?, ?)", order, what);
    tx.publish(Message.to("invoices").body(order));
    if (fails(order, again)) {
      throw new IllegalStateException("no account for " + order);
    }
  }

  private void untilNothingWaits(World world, Inbox inbox) throws Exception {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      // Who died in an attempt has to wait a little; no step may depend on how long.
      world.withoutSteps(
          () -> {
            Sql.run(
                world.database(),
                "update semel_inbox_held set next_try = '2026-01-01 00:00:00+00', deaths = 0");
            return null;
          });
      if (inbox.retry((tx, message) -> credit(tx, message, true)) == 0) {
        return;
      }
    }
    throw new IllegalStateException("there is always something left");
  }

  private static void naively(World world, String order) throws SQLException {
    Connection c = world.database().getConnection();
    c.setAutoCommit(false);
    Sql.run(c, "insert into effect (id, what) values (?, 'number 0')", order);
    Sql.run(
        c,
        "insert into semel_outbox (lane, created_at, message_id, topic, body)"
            + " values (0, current_timestamp, '00000000-0000-0000-0000-000000000000',"
            + " 'invoices', '')");
    c.commit();
    c.close();
  }
}
