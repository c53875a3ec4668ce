// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import dev.semel.Message;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.Publisher;
import dev.semel.spi.RelayEvent;
import dev.semel.spi.SemelEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty outbox for each test, and relays that are impatient. */
abstract class OutboxContract extends Contract {
  private static final List<String> TABLES =
      List.of(
          "semel_outbox",
          "semel_outbox_held",
          "semel_outbox_decision",
          "semel_relay",
          "semel_relay_detached");

  /** What was told to the listener. */
  final List<SemelEvent> events = new CopyOnWriteArrayList<>();

  /** The headers of the moment. */
  volatile Map<String, String> context = Map.of();

  /** One that publishes with headers and listens. */
  Semel shop;

  Outlet outlet;
  private final List<Relay> relays = new ArrayList<>();

  @BeforeEach
  void empty() {
    for (String table : TABLES) {
      Sql.run(db.dataSource(), "delete from " + table);
    }
    if (!db.isPostgreSql()) {
      Sql.run(db.dataSource(), "update semel_outbox_home set relay = null");
    }
    events.clear();
    context = Map.of();
    outlet = new Outlet();
    shop =
        Semel.with(db.dataSource())
            .listener(events::add)
            .headers(() -> context)
            .source("/shop")
            .build();
  }

  @AfterEach
  void closeRelays() {
    relays.forEach(Relay::close);
    relays.clear();
  }

  /** A relay that waits for nothing long. */
  Relay.Builder impatient(Publisher publisher) {
    return shop.relay()
        .to(publisher)
        .lease(Duration.ofMillis(500))
        .retryingAfter(Duration.ofMillis(1), Duration.ofMillis(5));
  }

  Relay relay() {
    return built(impatient(outlet));
  }

  /** Closed after the test. */
  Relay built(Relay.Builder builder) {
    Relay relay = builder.build();
    relays.add(relay);
    return relay;
  }

  static Message message(String topic, String key, Object body) {
    Message message = Message.to(topic).body(body.toString());
    return key == null ? message : message.key(key);
  }

  /** Publishes in a transaction of its own. */
  void publish(Message... messages) {
    publish(List.of(messages));
  }

  void publish(List<Message> messages) {
    try (Connection c = begun()) {
      shop.outbox().publish(c, messages);
      c.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Connection begun() throws SQLException {
    Connection c = db.dataSource().getConnection();
    c.setAutoCommit(false);
    return c;
  }

  /** Runs the relay until the condition holds. */
  static void until(Relay relay, String what, BooleanSupplier condition) {
    Eventually.holds(
        what,
        () -> {
          int unused = relay.runOnce();
          return condition.getAsBoolean();
        });
  }

  /** Runs the relay until so many messages were taken. */
  void untilTaken(Relay relay, int messages) {
    until(relay, messages + " messages are taken", () -> outlet.taken().size() >= messages);
  }

  <E extends RelayEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** How many messages are neither sent nor held. */
  long backlog() {
    return shop.outbox().relays().stream().mapToLong(standing -> standing.backlog()).sum();
  }

  long held() {
    return Sql.number(db.dataSource(), "select count(*) from semel_outbox_held");
  }
}
