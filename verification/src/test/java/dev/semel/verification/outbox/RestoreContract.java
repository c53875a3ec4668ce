// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Outbox;
import dev.semel.Relay;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.spi.RelayEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A database with unsent messages is restored into another cluster, and new messages are written
 * there before a relay runs.
 */
abstract class RestoreContract {
  private static final long FAR = 2_000;
  private static final long SEED = Long.getLong("semel.storm.seed", System.nanoTime());

  /** Where the transaction ids of the new cluster are. */
  enum Ids {
    FAR_BEHIND,
    PASSING_THE_OLD_ONES,
    AHEAD
  }

  private final List<HikariDataSource> pools = new ArrayList<>();
  private final List<RelayEvent.Restamped> restamped = new CopyOnWriteArrayList<>();

  abstract Cluster source();

  abstract Cluster target();

  abstract Dump dump() throws Exception;

  @AfterEach
  void close() {
    pools.forEach(HikariDataSource::close);
  }

  /** What was restored. */
  private record Restored(Before before, Truth truth, HikariDataSource pool, Semel semel) {}

  @ParameterizedTest
  @EnumSource
  void all_arrive_in_order_and_under_their_ids(Ids ids) throws Exception {
    Restored restored = restore(ids, dump());
    assertAllArrive(restored);
    assertThat(restamped).hasSize(1);
    assertThat(restamped.get(0).messages()).isPositive();
    assertGoesOn(restored);
  }

  @Test
  void without_a_new_stamp_messages_are_lost() throws Exception {
    Restored restored = restore(Ids.PASSING_THE_OLD_ONES, dump());
    Cluster.burn(restored.pool(), greatestStamp(restored.pool()) + 10);
    Sql.run(
        restored.pool(),
        "update semel_outbox_home set system_identifier ="
            + " (select system_identifier from pg_control_system())");
    Before before = restored.before();
    try (Relay relay = restored.semel().relay().to(Sinks.ordered(before.relay::arrive)).build()) {
      assertThat(relay.runOnce()).isNotNegative();
    }
    assertThat(restamped).isEmpty();
    assertThat(before.relay.lost(restored.truth()))
        .extracting(Item::key)
        .as("keys of lost messages, beside that of the parked one")
        .contains(0, 1, 2);
  }

  /**
   * A transaction that began before the log was stamped anew and writes after that; its snapshot is
   * older than all that was stamped.
   */
  @Test
  void a_transaction_that_began_before_the_new_stamp_is_not_lost() throws Exception {
    Restored restored = restore(Ids.PASSING_THE_OLD_ONES, dump());
    Before before = restored.before();
    try (Connection old = restored.pool().getConnection();
        Relay relay = restored.semel().relay().to(Sinks.ordered(before.relay::arrive)).build()) {
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      old.setAutoCommit(false);
      Sql.run(old, "insert into noise values (1)");
      assertThat(relay.runOnce()).isNotNegative();
      assertThat(restamped).hasSize(1);
      restored.truth().publish(old, restored.semel(), Item.TOPIC, 0, 3);
      old.commit();
      old.setAutoCommit(true);
      drain(relay, before.relay, restored.truth().messages() - poison(restored.truth()));
    }
  }

  @Test
  void who_writes_while_the_log_is_stamped_anew_only_waits() throws Exception {
    Restored restored = restore(Ids.PASSING_THE_OLD_ONES, dump());
    Before before = restored.before();
    Truth truth = restored.truth();
    Writers.Plan plan = new Writers.Plan(SEED, 4, Before.POISON, 1_500, 5);
    try (Writers writers = new Writers(restored.pool(), restored.semel(), truth, plan).start();
        Relay relay = restored.semel().relay().to(Sinks.ordered(before.relay::arrive)).start()) {
      writers.await();
      Arrivals.await(before.relay::first, truth.messages() - poison(truth));
      String parked = restored.semel().outbox().parked("relay", 1).get(0).messageId();
      restored.semel().outbox().retry("relay", parked);
      before.relay.await(truth);
      assertThat(relay).isNotNull();
    }
    before.relay.assertExact(truth);
    assertThat(restamped).hasSize(1);
  }

  /** From one empty database to another. */
  private record Move(String old, HikariDataSource from, String fresh, HikariDataSource to) {}

  private Move move(Ids ids) {
    String old = source().create();
    String fresh = target().create();
    Move move = new Move(old, pool(source(), old), fresh, pool(target(), fresh));
    Cluster.burn(
        ids == Ids.AHEAD ? move.to() : move.from(),
        Cluster.next(ids == Ids.AHEAD ? move.from() : move.to()) + FAR);
    Schema.of(move.from()).apply();
    return move;
  }

  private Semel restore(Move move, Dump dump) throws Exception {
    dump.restore(source(), move.old(), target(), move.fresh());
    return Semel.with(move.to())
        .keepingSentFor(Duration.ZERO)
        .listener(
            event -> {
              if (event instanceof RelayEvent.Restamped anew) {
                restamped.add(anew);
              }
            })
        .build();
  }

  private Restored restore(Ids ids, Dump dump) throws Exception {
    Move move = move(ids);
    Before before = Before.in(move.from());
    Semel semel = restore(move, dump);
    Truth truth = Truth.restored(move.to(), before.truth);
    if (ids == Ids.PASSING_THE_OLD_ONES) {
      Cluster.burn(move.to(), greatestStamp(move.to()) - 30);
    }
    for (int i = 0; i < 4; i++) {
      Before.round(truth, semel);
    }
    return new Restored(before, truth, move.to(), semel);
  }

  private static long greatestStamp(HikariDataSource pool) {
    return Sql.number(pool, "select max(stamp)::text::bigint from semel_relay");
  }

  /** What was written there has stamps below those that were sent long ago. */
  @Test
  void the_log_is_not_emptied_before_it_is_stamped_anew() throws Exception {
    Arrivals sent = new Arrivals();
    Move move = move(Ids.PASSING_THE_OLD_ONES);
    Truth truth = Truth.create(move.from(), Before.KEYS);
    Semel old = Semel.on(move.from());
    Before.round(truth, old);
    try (Relay relay = old.relay().to(Sinks.ordered(sent::arrive)).build()) {
      assertThat(relay.runOnce()).isPositive();
    }
    Semel semel = restore(move, dump());
    Truth restored = Truth.restored(move.to(), truth);
    long passed = greatestStamp(move.to());
    Cluster.burn(move.to(), passed - 20);
    restored.publish(semel, 0, 3);
    Cluster.burn(move.to(), passed + 10);
    assertThat(semel.sweep().slotsEmptied()).isZero();
    try (Relay relay = semel.relay().to(Sinks.ordered(sent::arrive)).build()) {
      assertThat(relay.runOnce()).isEqualTo(3);
      assertThat(semel.sweep().slotsEmptied()).as("when it is").isEqualTo(1);
    }
    sent.assertExact(restored);
  }

  private HikariDataSource pool(Cluster cluster, String database) {
    HikariDataSource pool = cluster.pool(database);
    pools.add(pool);
    return pool;
  }

  private static void assertAllArrive(Restored restored) {
    Before before = restored.before();
    Truth truth = restored.truth();
    Semel semel = restored.semel();
    try (Relay relay = semel.relay().to(Sinks.ordered(before.relay::arrive)).build();
        Relay audit = semel.relay().named("audit").to(Sinks.ordered(before.audit::arrive)).build();
        Relay complete =
            semel.relay().named("complete").to(Sinks.ordered(before.complete::arrive)).build();
        Relay half =
            semel
                .relay()
                .named("halves")
                .share(0, 2)
                .to(Sinks.ordered(before.halves::arrive))
                .build();
        Relay other =
            semel
                .relay()
                .named("halves")
                .share(1, 2)
                .to(Sinks.ordered(before.halves::arrive))
                .build()) {
      drain(relay, before.relay, truth.messages() - poison(truth));
      assertThat(before.relay.lost(truth)).extracting(Item::key).containsOnly(Before.POISON);
      List<Outbox.Parked> parked = semel.outbox().parked("relay", 10);
      assertThat(parked).hasSize(1);
      assertThat(parked.get(0).behind()).isEqualTo(poison(truth) - 1);
      semel.outbox().retry("relay", parked.get(0).messageId());
      drain(relay, before.relay, truth.messages());
      drain(audit, before.audit, truth.messages());
      drain(complete, before.complete, truth.messages());
      Eventually.holds("both halves send", () -> other.runOnce() == 0);
      drain(half, before.halves, truth.messages());
    }
    before.relay.assertExact(truth);
    before.audit.assertExact(truth);
    before.halves.assertExact(truth);
    before.complete.assertExact(truth);
    assertThat(before.complete.again()).as("where all was sent, nothing comes again").isZero();
  }

  private static void drain(Relay relay, Arrivals arrivals, long messages) {
    Eventually.holds(
        "%d messages arrive".formatted(messages),
        () -> relay.runOnce() >= 0 && arrivals.first() == messages);
  }

  private static long poison(Truth truth) {
    return truth.items().stream().filter(item -> item.key() == Before.POISON).count();
  }

  /** As if nothing had been. */
  private static void assertGoesOn(Restored restored) {
    Before before = restored.before();
    long again = before.relay.again();
    Before.round(restored.truth(), restored.semel());
    try (Relay relay = restored.semel().relay().to(Sinks.ordered(before.relay::arrive)).build()) {
      drain(relay, before.relay, restored.truth().messages());
    }
    before.relay.assertExact(restored.truth());
    assertThat(before.relay.again()).as("nothing comes again").isEqualTo(again);
  }

  /** Into tables that say they are at home; for those who have a way to do so. */
  final void restoreIntoTablesThatWereMadeThere(Dump dump) throws Exception {
    Restored restored = restore(Ids.FAR_BEHIND, dump);
    assertAllArrive(restored);
    assertThat(restamped).hasSize(1);
  }
}
