// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Message;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One destination never answers and one has a poison message: nobody else notices. */
class IsolationTest {
  private static final int TOPICS = 20;
  private static final int DEAD = 1;
  private static final int ROUNDS = 30;
  private static final int DEAD_KEYS = 50;
  private static final int BATCH = 20;
  private static final int WINDOW = 4 * BATCH;
  private static final String POISON = "poison";
  private static final String RELAY = "relay";

  /** A publisher with a destination that may be dead and a message that may be refused. */
  private static final class Destinations implements Publisher {
    private final Map<String, List<Integer>> arrived = new HashMap<>();
    private final List<Runnable> unanswered = new ArrayList<>();
    private boolean sick = true;
    private int healthy;
    private int unansweredMax;

    @Override
    public synchronized void publish(List<OutgoingMessage> batch, Answers answers) {
      for (int i = 0; i < batch.size(); i++) {
        OutgoingMessage message = batch.get(i);
        int index = i;
        if (sick && message.id().equals(POISON)) {
          answers.refused(index, "it is poison");
        } else if (sick && message.topic().equals("topic-" + DEAD)) {
          unanswered.add(
              () -> {
                arrive(message);
                answers.taken(index);
              });
          unansweredMax = Math.max(unansweredMax, unanswered.size());
        } else {
          arrive(message);
          answers.taken(index);
        }
      }
    }

    private void arrive(OutgoingMessage message) {
      healthy += message.topic().equals("topic-" + DEAD) ? 0 : 1;
      arrived
          .computeIfAbsent(message.topic() + "/" + message.key(), line -> new ArrayList<>())
          .add(Integer.valueOf(message.text()));
    }

    synchronized void heal() {
      sick = false;
      unanswered.forEach(Runnable::run);
      unanswered.clear();
    }

    /** Of all destinations but the dead one. */
    synchronized int healthy() {
      return healthy;
    }

    synchronized int unansweredMax() {
      return unansweredMax;
    }

    synchronized Map<String, List<Integer>> arrived() {
      Map<String, List<Integer>> copy = new HashMap<>();
      arrived.forEach((line, numbers) -> copy.put(line, List.copyOf(numbers)));
      return copy;
    }
  }

  /** What was published, by topic and key, in the order in which it was. */
  private static final class Load {
    private final Map<String, List<Integer>> lines = new HashMap<>();
    private int others;

    Message next(int topic, String key, int number) {
      lines.computeIfAbsent("topic-" + topic + "/" + key, line -> new ArrayList<>()).add(number);
      others += topic == DEAD ? 0 : 1;
      return Message.to("topic-" + topic).key(key).body(Integer.toString(number));
    }
  }

  private static void publish(Semel semel, Connection c, Message message) throws SQLException {
    semel.outbox().publish(c, message);
    c.commit();
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18", "MARIADB", "H2"})
  void the_others_go_on_and_the_dead_one_gets_everything_when_it_is_back(Server server)
      throws SQLException {
    try (TestDatabase db = server.open()) {
      Semel semel = Semel.on(db.dataSource());
      Destinations destinations = new Destinations();
      Load load = new Load();
      // Longer than the test waits for anything, so nothing is freed by giving an answer up.
      Relay relay =
          semel
              .relay()
              .named(RELAY)
              .batchSizeMax(BATCH)
              .answerWithin(Duration.ofMinutes(10))
              .to(destinations)
              .start();
      try (relay;
          Connection c = db.dataSource().getConnection()) {
        c.setAutoCommit(false);
        publish(semel, c, load.next(0, POISON, 0).id(POISON));
        for (int round = 1; round <= ROUNDS; round++) {
          for (int topic = 0; topic < TOPICS; topic++) {
            publish(semel, c, load.next(topic, "key-" + round % 3, round));
          }
          for (int dead = 0; dead < 5; dead++) {
            publish(semel, c, load.next(DEAD, "dead-" + (5 * round + dead) % DEAD_KEYS, round));
          }
          publish(semel, c, load.next(0, POISON, round));
        }
        int behindPoison = ROUNDS + 1;
        Eventually.holds(
            "all arrived but what is dead, poison or behind that",
            () -> destinations.healthy() == load.others - behindPoison);
        assertThat(destinations.unansweredMax())
            .as("handed to the dead destination and not answered")
            .isPositive()
            .isLessThanOrEqualTo(2 * WINDOW);
        Eventually.holds("the poison and those behind it are held", () -> held(db) == behindPoison);

        destinations.heal();
        semel.outbox().retry(RELAY, POISON);
        Eventually.holds(
            "everything arrived, in the order of its key",
            () -> destinations.arrived().equals(load.lines));
        Eventually.holds("nothing is held", () -> held(db) == 0);
      }
    }
  }

  private static long held(TestDatabase db) {
    return Sql.number(db.raw(), "select count(*) from semel_outbox_held");
  }

  /** What the relay cannot mend: so the check above would notice if the others had to wait. */
  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18"})
  void a_publisher_that_blocks_keeps_all_others_waiting(Server server) throws Exception {
    try (TestDatabase db = server.open()) {
      Semel semel = Semel.on(db.dataSource());
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch back = new CountDownLatch(1);
      AtomicInteger others = new AtomicInteger();
      Publisher blocking =
          (batch, answers) -> {
            if (batch.get(0).topic().equals("topic-" + DEAD)) {
              entered.countDown();
              back.await();
            }
            others.addAndGet(batch.size());
            answers.takenAll();
          };
      try (Connection c = db.dataSource().getConnection()) {
        c.setAutoCommit(false);
        publish(semel, c, Message.to("topic-" + DEAD).body("0"));
        Relay relay = semel.relay().to(blocking).start();
        try (relay) {
          entered.await();
          publish(semel, c, Message.to("topic-2").body("0"));
          assertThat(others.get()).isZero();
          back.countDown();
          Eventually.holds("both arrived", () -> others.get() == 2);
        }
      }
    }
  }
}
