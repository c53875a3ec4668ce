// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Effect;
import dev.semel.Handover;
import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Outbox;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import dev.semel.spi.RelayEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a transaction through the relay to consumers in the same database. */
class HandoverRelayTest {
  private static final String[] ORDERS = {"k1", "j1", "k2", "j2", "k3"};

  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Queue<RelayEvent> events = new ConcurrentLinkedQueue<>();

  private Semel semel(TestDatabase database) {
    return Semel.with(database.dataSource())
        .listener(
            event -> {
              if (event instanceof RelayEvent relayEvent) {
                events.add(relayEvent);
              }
            })
        .build();
  }

  private static void order(Semel semel, String... orders) {
    semel.once(
        Key.of("shop", orders[0]),
        tx -> {
          for (String order : orders) {
            tx.publish(Message.to("orders").key(order.substring(0, 1)).body(order));
          }
        });
  }

  /** An effect that says how many there were before it. */
  private static void applied(Tx tx, OutgoingMessage message) throws SQLException {
    Connection c = tx.connection();
    long number = Sql.number(c, "select count(*) from effect");
    String what = "%03d".formatted(number);
    Sql.run(c, "insert into effect (id, what) values (?, ?)", message.text(), what);
  }

  private static List<String> effects(TestDatabase database, String orders) {
    return Sql.texts(
        database.dataSource(), "select id from effect where id like ? order by what", orders);
  }

  private static Relay.Builder relay(Semel semel, Publisher publisher) {
    return semel
        .relay()
        .owner("the-only-one")
        .to(publisher)
        .retryingAfter(Duration.ofMillis(1), Duration.ofMillis(5));
  }

  private static void until(TestDatabase database, Relay relay, int effects) {
    Eventually.holds(
        effects + " effects",
        () -> {
          int unused = relay.runOnce();
          return effects(database, "%").size() >= effects;
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL_18", "MARIADB", "H2"})
  void a_consumer_that_fails_three_times_gets_its_key_in_order(Server server) {
    try (TestDatabase database = server.open()) {
      Semel semel = semel(database);
      AtomicInteger failures = new AtomicInteger();
      Effect.ForEach<OutgoingMessage> effect =
          (tx, message) -> {
            applied(tx, message);
            if (message.text().equals("k1") && failures.incrementAndGet() <= 3) {
              throw new IllegalStateException("not now");
            }
          };
      Handover handover = Handover.in(semel).on("orders", "billing", effect);
      try (Relay relay = relay(semel, handover).build()) {
        order(semel, ORDERS);
        until(database, relay, ORDERS.length);
        assertThat(relay.runOnce()).isZero();
      }
      assertThat(effects(database, "k%")).containsExactly("k1", "k2", "k3");
      assertThat(effects(database, "j%")).containsExactly("j1", "j2");
      assertThat(events.stream().filter(RelayEvent.Retrying.class::isInstance)).hasSize(3);
      assertThat(failures).hasValue(4);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL_18", "MARIADB", "H2"})
  void a_consumer_that_never_succeeds_parks_its_key_and_the_other_goes_on(Server server) {
    try (TestDatabase database = server.open()) {
      Semel semel = semel(database);
      Handover handover =
          Handover.in(semel)
              .on(
                  "orders",
                  "billing",
                  (tx, message) -> {
                    if (message.text().equals("k1")) {
                      throw new IllegalStateException("never");
                    }
                  })
              .on("orders", "stock", HandoverRelayTest::applied);
      try (Relay relay = relay(semel, handover).attemptsMax(3).build()) {
        order(semel, ORDERS);
        Outbox outbox = semel.outbox();
        Eventually.holds(
            "it is parked",
            () -> {
              int unused = relay.runOnce();
              return !outbox.parked("relay", 10).isEmpty();
            });
        Outbox.Parked parked = outbox.parked("relay", 10).get(0);
        assertThat(parked.attempts()).isEqualTo(3);
        assertThat(parked.behind()).isEqualTo(2);
        assertThat(parked.error()).contains("by billing: java.lang.IllegalStateException: never");
        assertThat(effects(database, "%")).containsExactlyInAnyOrder(ORDERS);

        outbox.skip("relay", parked.messageId(), "the order was cancelled");
        assertThat(relay.runOnce()).isEqualTo(2);
        assertThat(effects(database, "%")).containsExactlyInAnyOrder(ORDERS);
        assertThat(effects(database, "k%")).containsExactly("k1", "k2", "k3");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL_18", "MARIADB", "H2"})
  void a_topic_nobody_consumes_waits_for_its_consumer(Server server) {
    try (TestDatabase database = server.open()) {
      Semel semel = semel(database);
      order(semel, "k1");
      Outbox outbox = semel.outbox();
      try (Relay relay = relay(semel, Handover.in(semel)).build()) {
        assertThat(relay.runOnce()).isZero();
        assertThat(outbox.parked("relay", 10))
            .singleElement()
            .satisfies(parked -> assertThat(parked.error()).contains("SEMEL-052"));
      }
      Handover handover = Handover.in(semel).on("orders", "billing", HandoverRelayTest::applied);
      try (Relay relay = relay(semel, handover).build()) {
        assertThat(relay.runOnce()).isZero();
        outbox.retry("relay", outbox.parked("relay", 10).get(0).messageId());
        assertThat(relay.runOnce()).isEqualTo(1);
        assertThat(effects(database, "%")).containsExactly("k1");
      }
    }
  }

  /** What has died between the two is played by an error that nobody catches. */
  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL_18", "MARIADB", "H2"})
  void what_was_applied_and_not_marked_comes_again_and_changes_nothing(Server server) {
    try (TestDatabase database = server.open()) {
      Semel semel = semel(database);
      Handover handover = Handover.in(semel).on("orders", "billing", HandoverRelayTest::applied);
      Publisher dying =
          (Publisher.InOrder)
              (batch, answers) -> {
                Told told = new Told(batch.size());
                handover.publish(batch, told);
                assertThat(told.words()).containsOnly("taken");
                throw new Death();
              };
      order(semel, ORDERS);
      Relay dead = relay(semel, dying).build();
      assertThatThrownBy(dead::runOnce).isInstanceOf(Death.class);
      assertThat(effects(database, "%")).hasSize(ORDERS.length);
      try (Relay relay = relay(semel, handover).build()) {
        assertThat(relay.runOnce()).isEqualTo(ORDERS.length);
        assertThat(relay.runOnce()).isZero();
      }
      assertThat(effects(database, "%")).containsExactly(ORDERS);
      dead.close();
    }
  }
}
