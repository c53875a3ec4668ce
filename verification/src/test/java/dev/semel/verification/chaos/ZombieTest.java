// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.BusyException;
import dev.semel.Outcome;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.Tx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker is stopped (SIGSTOP) inside its effect for longer than anybody waits, and wakes up. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ZombieTest {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final PostgreSqlWire database = PostgreSqlWire.fresh();
  private final Item item = Item.plain("zombie-", 0);
  private HikariDataSource pool;
  private Checker checker;
  private Semel semel;

  @BeforeEach
  void start() throws Exception {
    pool = database.direct();
    checker = new Checker(pool);
    Schema.of(pool).apply();
    semel = Semel.on(pool).waitingUpTo(PATIENCE);
    checker.send(List.of(item));
  }

  @AfterEach
  void stop() {
    pool.close();
  }

  @ParameterizedTest
  @CsvSource({"ONCE,ONCE", "BATCH,ONCE", "BATCH,OPTIMISTIC", "BATCH,BATCH"})
  void others_are_busy_until_it_is_gone_and_it_cannot_commit_then(Door first, Door other)
      throws Exception {
    try (ForkedJvm zombie = asleep(first)) {
      long began = System.nanoTime();
      var busy = other.deliver(semel, List.of(item), ZombieTest::insert);
      assertThat(busy.why).hasOnlyElementsOfType(BusyException.class).hasSize(1);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));

      terminateZombie();
      var applied = other.deliver(semel, List.of(item), ZombieTest::insert);
      assertThat(applied.applied).containsExactly(item);
      String end = awake(zombie);
      Chaos.tell("zombie " + first + ", second " + other, end);
      assertEffectOnce();
    }
  }

  @Test
  void one_that_holds_nothing_finds_at_its_seal_that_it_came_second() throws Exception {
    try (ForkedJvm zombie = asleep(Door.OPTIMISTIC)) {
      assertThat(second(semel)).isEqualTo(new Outcome.Done<Void>(null, false));
      assertThat(awake(zombie)).startsWith("applied=0 replayed=1");
      assertEffectOnce();
    }
  }

  /** A batch finds out by the rows alone, and this one has none yet. */
  @Test
  void a_batch_overtakes_one_that_has_not_written_yet() throws Exception {
    try (ForkedJvm zombie = asleep(Door.ONCE)) {
      var applied = Door.BATCH.deliver(semel, List.of(item), ZombieTest::insert);
      assertThat(applied.applied).containsExactly(item);
      assertThat(awake(zombie)).startsWith("applied=0 replayed=1");
      assertEffectOnce();
    }
  }

  @Test
  void one_that_nobody_overtook_commits_when_it_wakes() throws Exception {
    try (ForkedJvm zombie = asleep(Door.ONCE)) {
      assertThatThrownBy(() -> second(semel).orElseThrow()).isInstanceOf(BusyException.class);
      assertThat(awake(zombie)).startsWith("applied=1");
      assertThat(second(semel)).isEqualTo(new Outcome.Done<Void>(null, true));
      checker.assertExactlyOnce();
    }
  }

  private Outcome<Void> second(Semel door) throws Exception {
    return door.attempt(item.key(), tx -> insert(tx, item));
  }

  /** Without the account, whose row is locked by the first. */
  private static void insert(Tx tx, Item item) throws Exception {
    Sql.run(
        tx.connection(),
        "insert into effect (id, account, amount) values (?, ?, ?)",
        item.id(),
        item.account(),
        item.amount());
  }

  private ForkedJvm asleep(Door door) throws Exception {
    ForkedJvm zombie = new ForkedJvm(ZombieMain.class, database.url(database.port()), door.name());
    zombie.read("working");
    zombie.signal("STOP");
    return zombie;
  }

  private static String awake(ForkedJvm zombie) throws Exception {
    zombie.say("go on");
    zombie.signal("CONT");
    return zombie.read("ended");
  }

  private void terminateZombie() throws Exception {
    assertThat(
            Sql.texts(
                pool,
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                    + " where application_name = 'zombie' and datname = current_database()"))
        .containsOnly("t");
  }

  private void assertEffectOnce() throws Exception {
    assertThat(checker.lost()).isEmpty();
    assertThat(checker.doubled()).isEmpty();
    assertThat(checker.effects()).isEqualTo(1);
    assertThat(checker.ledgerRows()).isEqualTo(1);
  }
}
