// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.verification.chaos.Storm.Figures;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Storms of duplicates on PostgreSQL. */
class StormTest {
  private static final int KEYS = Chaos.rounds(10_000);
  private static final int BARRIER_KEYS = Chaos.rounds(200);
  private static final int THREADS = 64;
  private static final int CONNECTIONS = 16;
  private static final List<Door> DOORS = List.of(Door.values());

  private final PostgreSqlWire database = PostgreSqlWire.fresh();
  private HikariDataSource pool;
  private Checker checker;

  @BeforeEach
  void start() throws Exception {
    pool = database.pool(database.port(), CONNECTIONS, new Properties());
    pool.setConnectionTimeout(120_000);
    checker = new Checker(pool);
    Schema.of(pool).apply();
  }

  @AfterEach
  void stop() {
    pool.close();
  }

  @Test
  void a_storm_from_two_jvms_through_every_door_happens_once() throws Exception {
    long seed = Chaos.seed("storm");
    List<Item> items = Storm.items(KEYS);
    checker.send(items);
    List<Storm.Unit> units = Storm.units(items, new Random(seed));
    try (ForkedJvm other =
        new ForkedJvm(
            StormMain.class,
            database.url(database.port()),
            Long.toString(seed),
            Integer.toString(KEYS),
            Integer.toString(THREADS),
            Integer.toString(CONNECTIONS),
            "1",
            "2")) {
      Storm storm = new Storm(Receiver.semel(Semel.on(pool)));
      other.read("ready");
      other.say("go");
      Figures here = storm.rage(Storm.part(units, 0, 2), THREADS);
      Figures there = Figures.of(other.read("figures"));
      Chaos.tell("storm, here ", here);
      Chaos.tell("storm, there", there);
      Figures both = here.and(there);
      assertThat(both.applied()).as("said to be applied").isEqualTo(KEYS);
      assertThat(both.replayed()).as("answered as duplicates").isGreaterThanOrEqualTo(KEYS);
      assertThat(here.replayed()).isPositive();
      assertThat(there.replayed()).isPositive();
      assertThat(both.begun()).as("effects that raced and were undone").isGreaterThan(KEYS);
    }
    long deadlocks =
        Sql.number(
            pool, "select deadlocks from pg_stat_database where datname = current_database()");
    Chaos.tell("storm", deadlocks + " deadlocks");
    checker.assertExactlyOnce();
  }

  @Test
  void the_same_message_from_64_threads_at_once_happens_once() throws Exception {
    Storm storm = new Storm(Receiver.semel(Semel.on(pool)));
    Figures figures = atOnce(storm, BARRIER_KEYS);
    Chaos.tell("barrier", figures);
    assertThat(figures.applied()).isEqualTo(BARRIER_KEYS);
    assertThat(figures.replayed()).isEqualTo((long) BARRIER_KEYS * (THREADS - 1));
    assertThat(figures.begun())
        .as("effects that raced and were undone")
        .isGreaterThan(BARRIER_KEYS);
    checker.assertExactlyOnce();
  }

  @Test
  void the_checker_catches_a_receiver_that_checks_and_then_acts() throws Exception {
    Sql.run(pool, "create table inbox (id varchar(64) primary key)");
    Figures figures = atOnce(new Storm(Receiver.checkThenAct(pool)), 20);
    Chaos.tell("negative control", figures + ", doubled " + checker.doubled().size());
    assertThat(checker.doubled()).as("doubled effects, as there must be").isNotEmpty();
    assertThat(checker.unbalanced()).isNotEmpty();
    assertThat(checker.effects()).isGreaterThan(20);
  }

  private Figures atOnce(Storm storm, int keys) throws Exception {
    List<Item> items = Storm.items(keys);
    checker.send(items);
    CyclicBarrier barrier = new CyclicBarrier(THREADS);
    return storm.inThreads(
        THREADS,
        () -> {
          for (int i = 0; i < items.size(); i++) {
            int turn = barrier.await();
            deliver(storm, i, turn, items.get(i));
          }
          return null;
        });
  }

  /** A third of the keys each: the first-check door alone, two doors, all doors. */
  private static void deliver(Storm storm, int key, int turn, Item item) throws Exception {
    storm.deliver(DOORS.get(turn % (1 + key % DOORS.size())), List.of(item));
  }
}
