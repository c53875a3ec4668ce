// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.Sweep;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sixteen day slots of the log: where rows go, and when a slot is emptied. */
class RingTest {
  private static final long SEED = Long.getLong("semel.storm.seed", System.nanoTime());
  private static final int KEYS = 50;
  private static final int SLOTS = 16;
  private static final Duration NONE = Duration.ZERO;

  private final Arrivals sent = new Arrivals();
  private TestDatabase db;
  private Semel semel;
  private Truth truth;

  @BeforeEach
  void open() {
    db = PostgresServers.forgetfulDatabase();
    semel = Semel.on(db.dataSource());
    truth = Truth.create(db.dataSource(), KEYS);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private Relay relay(String name) {
    return semel.relay().named(name).to(Sinks.ordered(sent::arrive)).build();
  }

  private Relay elsewhere(String name) {
    return semel.relay().named(name).to(Sinks.ordered(message -> {})).build();
  }

  private Sweep sweep(Duration keep) {
    return Semel.with(db.dataSource()).keepingSentFor(keep).build().sweep();
  }

  private long rows() {
    return Sql.number(db.dataSource(), "select count(*) from semel_outbox");
  }

  private long slot(int daysAgo) {
    long day =
        Sql.number(db.dataSource(), "select floor(extract(epoch from now()) / 86400)::bigint");
    return Math.floorMod(day - daysAgo, (long) SLOTS);
  }

  /** Messages of a key that were written so many days ago. */
  private void old(int daysAgo, int key, int count) throws SQLException {
    try (Connection c = db.dataSource().getConnection()) {
      c.setAutoCommit(false);
      for (Item item : Truth.take(c, truth.nextTransaction(), key, count)) {
        Sql.run(
            c,
            """
            insert into semel_outbox (slot, lane, message_id, topic, key, body, created_at)
            values (?::smallint, 0, gen_random_uuid(), ?, ?, ?,
                    clock_timestamp() - make_interval(days => ?))""",
            slot(daysAgo),
            Item.TOPIC,
            "key-" + key,
            item.text().getBytes(StandardCharsets.UTF_8),
            daysAgo);
      }
      c.commit();
      c.setAutoCommit(true);
    }
  }

  @Test
  void a_row_goes_to_the_slot_of_its_day() {
    long before = slot(0);
    truth.publish(semel, 0, 1);
    assertThat(Sql.number(db.dataSource(), "select slot from semel_outbox")).isIn(before, slot(0));
  }

  @Test
  void a_slot_is_emptied_when_all_relays_are_past_it_and_the_keep_time_is_over() throws Exception {
    old(3, 0, 10);
    old(5, 1, 10);
    assertThat(sweep(NONE).slotsEmptied()).as("while there is no relay").isZero();
    try (Relay relay = relay("relay");
        Relay second = elsewhere("second")) {
      assertThat(second.runOnce()).isEqualTo(20);
      assertThat(relay.runOnce()).isEqualTo(20);
      old(3, 2, 5);
      assertThat(relay.runOnce()).isEqualTo(5);
      assertThat(sweep(Duration.ofDays(7)).slotsEmptied()).as("within the keep time").isZero();
      assertThat(sweep(Duration.ofDays(4)).slotsEmptied()).as("older ones").isEqualTo(1);
      assertThat(rows()).isEqualTo(15);
      assertThat(sweep(NONE).slotsEmptied()).as("while the second relay is behind").isZero();
      assertThat(second.runOnce()).isEqualTo(5);
      assertThat(sweep(NONE).slotsEmptied()).isEqualTo(1);
      assertThat(rows()).isZero();
    }
    sent.assertExact(truth);
  }

  @Test
  void a_destination_that_goes_at_its_own_pace_keeps_what_it_has_not_sent() throws Exception {
    try (Relay relay = relay("relay")) {
      old(3, 0, 10);
      assertThat(relay.runOnce()).isEqualTo(10);
      Sql.run(
          db.dataSource(),
          "insert into semel_relay_detached select 'relay', 0, 'slow', min(stamp), min(id)"
              + " from semel_outbox");
      assertThat(sweep(NONE).slotsEmptied()).isZero();
      Sql.run(
          db.dataSource(),
          "update semel_relay_detached set id = (select max(id) from semel_outbox)");
      assertThat(sweep(NONE).slotsEmptied()).isEqualTo(1);
    }
  }

  @Test
  void a_slot_somebody_writes_to_is_left_alone() throws Exception {
    try (Relay relay = relay("relay");
        Connection writer = db.raw().getConnection()) {
      truth.publish(semel, 0, 5);
      assertThat(relay.runOnce()).isEqualTo(5);
      writer.setAutoCommit(false);
      truth.publish(writer, semel, Item.TOPIC, 1, 1);
      assertThat(sweep(NONE).slotsEmptied()).isZero();
      writer.commit();
      assertThat(sweep(NONE).slotsEmptied()).as("before it was sent").isZero();
      assertThat(relay.runOnce()).isEqualTo(1);
      assertThat(sweep(NONE).slotsEmptied()).isEqualTo(1);
    }
    sent.assertExact(truth);
  }

  /** It looked before the message was there, and has the lock when it is. */
  @Test
  void a_slot_is_looked_at_again_when_nobody_can_write() throws Exception {
    int met = 0;
    try (Relay relay = relay("relay");
        Connection writer = db.raw().getConnection()) {
      writer.setAutoCommit(false);
      for (int attempt = 0; attempt < 50 && met < 3; attempt++) {
        truth.publish(semel, 0, 1);
        assertThat(relay.runOnce()).isPositive();
        truth.publish(writer, semel, Item.TOPIC, 1, 1);
        CompletableFuture<Sweep> sweep = CompletableFuture.supplyAsync(() -> sweep(NONE));
        Eventually.holds("it waits, or gave up", () -> db.waitingForLocks() == 1 || sweep.isDone());
        met += sweep.isDone() ? 0 : 1;
        writer.commit();
        assertThat(sweep.get(30, TimeUnit.SECONDS).slotsEmptied()).isZero();
        assertThat(relay.runOnce()).isEqualTo(1);
      }
    }
    assertThat(met).as("sweeps that waited for a writer").isPositive();
    sent.assertExact(truth);
  }

  /** The negative control: the same by hand, without the second look. */
  @Test
  void without_the_second_look_a_message_is_lost() throws Exception {
    try (Relay relay = relay("relay")) {
      truth.publish(semel, 0, 5);
      assertThat(relay.runOnce()).isEqualTo(5);
      boolean done =
          Sql.number(
                  db.dataSource(),
                  "select count(*) from semel_outbox as o, semel_relay as r"
                      + " where (o.stamp, o.id) > (r.stamp, r.id)")
              == 0;
      assertThat(done).isTrue();
      truth.publish(semel, 0, 1);
      Sql.run(db.dataSource(), "truncate semel_outbox_%02d".formatted(slot(0)));
      assertThat(relay.runOnce()).isZero();
    }
    assertThat(sent.lost(truth)).hasSize(1);
  }

  @Test
  void no_message_is_lost_that_is_written_while_slots_are_emptied() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    int rounds = Boolean.getBoolean("semel.full") ? 200 : 20;
    Semel other = Semel.on(db.pool(3));
    try (Relay relay = other.relay().to(Sinks.ordered(sent::arrive)).start()) {
      CompletableFuture<Integer> sweeper =
          CompletableFuture.supplyAsync(
              () -> {
                int emptied = 0;
                while (!over.get()) {
                  emptied += sweep(NONE).slotsEmptied();
                }
                return emptied;
              });
      try {
        for (int round = 0; round < rounds; round++) {
          Writers.Plan plan = new Writers.Plan(SEED + round, 6, KEYS, 60, 5);
          try (Writers writers = new Writers(db.dataSource(), semel, truth, plan).start()) {
            writers.await();
          }
          sent.await(truth);
        }
        Eventually.holds("the log is empty", () -> rows() == 0);
      } finally {
        over.set(true);
      }
      int emptied = sweeper.get(30, TimeUnit.SECONDS);
      System.out.println("ring: seed %d; emptied %d times; %s".formatted(SEED, emptied, sent));
      assertThat(emptied).isPositive();
      assertThat(relay).isNotNull();
    }
    sent.assertExact(truth);
  }

  /** Sixteen days and nobody swept: producers do not notice, and nothing unsent goes. */
  @Test
  void a_ring_that_came_round_is_cleaned_row_by_row() throws Exception {
    try (Relay relay = relay("relay")) {
      old(SLOTS, 0, 2_500);
      assertThat(relay.runOnce()).isEqualTo(2_500);
      truth.publish(semel, 1, 10);
      assertThat(Sql.texts(db.dataSource(), "select distinct slot from semel_outbox")).hasSize(1);
      Sweep sweep = sweep(Duration.ofDays(1));
      assertThat(sweep.slotsEmptied()).isZero();
      assertThat(sweep.rowsDeleted()).isEqualTo(2_500);
      assertThat(relay.runOnce()).isEqualTo(10);
      assertThat(sweep(Duration.ofDays(1)).rowsDeleted()).as("within the keep time").isZero();
      assertThat(rows()).isEqualTo(10);
    }
    sent.assertExact(truth);
  }

  @Test
  void a_ring_that_came_round_keeps_what_was_not_sent() throws Exception {
    try (Relay relay = relay("relay")) {
      old(SLOTS, 0, 20);
      assertThat(relay.runOnce()).isEqualTo(20);
      old(SLOTS, 1, 30);
      truth.publish(semel, 2, 10);
      Sweep sweep = sweep(NONE);
      assertThat(sweep.slotsEmptied()).isZero();
      assertThat(sweep.rowsDeleted()).as("those that were sent").isEqualTo(20);
      assertThat(rows()).isEqualTo(40);
      assertThat(relay.runOnce()).isEqualTo(40);
      assertThat(sweep(NONE).slotsEmptied()).isEqualTo(1);
    }
    sent.assertExact(truth);
  }
}
