// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Effects that meddle with their transaction, and databases that fail them. */
@OnEveryServer
class FaultContractTest extends Contract {

  /** Something an effect must not do. */
  private record Meddling(String what, Deed deed) {}

  /** A deed on a connection. */
  @FunctionalInterface
  private interface Deed {
    void on(Connection c) throws Exception;
  }

  private List<Meddling> endings() {
    List<Meddling> all = new ArrayList<>();
    all.add(new Meddling("commit()", Connection::commit));
    all.add(new Meddling("rollback()", Connection::rollback));
    all.add(new Meddling("setAutoCommit(true)", c -> c.setAutoCommit(true)));
    all.add(new Meddling("setAutoCommit(false)", c -> c.setAutoCommit(false)));
    all.add(new Meddling("close()", Connection::close));
    all.add(new Meddling("abort()", c -> c.abort(Runnable::run)));
    all.add(new Meddling("unwrap()", c -> c.unwrap(Connection.class)));
    for (String sql :
        new String[] {
          "commit",
          "COMMIT WORK",
          "/* now */ commit",
          "-- now\n commit",
          "rollback",
          "begin",
          "start transaction",
          "select 1; commit",
          "select 'it''s'; commit",
        }) {
      all.add(new Meddling(sql, c -> Sql.run(c, sql)));
      all.add(new Meddling(sql + " (statement)", c -> statement(c, sql)));
      all.add(new Meddling(sql + " (batch)", c -> batch(c, sql)));
    }
    if (db.isPostgreSql()) {
      all.add(new Meddling("escaped quote", c -> statement(c, "select E'\\''; commit")));
      all.add(new Meddling("end", c -> statement(c, "end")));
      all.add(new Meddling("prepare", c -> statement(c, "prepare transaction 'x'")));
    } else {
      all.add(new Meddling("set autocommit", c -> statement(c, "set autocommit = 1")));
    }
    if (db.isMariaDb()) {
      for (String sql :
          new String[] {
            "set @@autocommit = 1",
            "set session autocommit = 1",
            "set @@session.autocommit = 1",
            "set @a = 1, autocommit = 1",
            "/*!50000 commit */",
            "xa begin 'x'"
          }) {
        all.add(new Meddling(sql, c -> statement(c, sql)));
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(
      value = Door.class,
      names = {"ONCE", "OPTIMISTIC", "CALLER", "BATCH"})
  void an_effect_cannot_end_its_transaction(Door door) throws Exception {
    for (Meddling ending : endings()) {
      Key key = fresh();
      AtomicReference<Throwable> refusal = new AtomicReference<>();
      Throwable caught =
          catchThrowable(
              () ->
                  door.deliver(
                      semel,
                      db.dataSource(),
                      key,
                      tx -> {
                        db.insertEffect(tx.connection(), key.id(), "half");
                        try {
                          ending.deed().on(tx.connection());
                        } catch (SQLException e) {
                          refusal.set(e);
                          throw e;
                        }
                      }));
      assertThat(caught).as("%s was not refused", ending.what()).isNotNull();
      assertThat(String.valueOf(refusal.get()))
          .as("%s got through the guard", ending.what())
          .contains("SEMEL-004");
      assertNothingHappened(key);
      assertRedeliveryHeals(door, key);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_refused_ending_that_is_swallowed_ended_nothing(Door door) throws Exception {
    Key key = fresh();
    Checks.acknowledgedMeansOnce(
        db,
        semel,
        db.dataSource(),
        door,
        key,
        tx -> {
          db.insertEffect(tx.connection(), key.id(), "effect");
          for (Meddling ending : endings()) {
            try {
              ending.deed().on(tx.connection());
            } catch (SQLException e) {
              assertThat(e.getMessage()).contains("SEMEL-004");
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void an_effect_cannot_add_an_ending(Door door) throws Exception {
    Key key = fresh();
    Throwable caught =
        catchThrowable(() -> door.deliver(semel, db.dataSource(), key, tx -> tx.add("commit")));
    assertCode(caught, "SEMEL-004");
    assertNothingHappened(key);
    assertRedeliveryHeals(door, key);
  }

  @ParameterizedTest
  @EnumSource(
      value = Door.class,
      names = {"ONCE", "ONCE_WITH_RESULT", "ATTEMPT", "BATCH", "BATCH_WITH_RESULT", "CALLER"})
  void a_commit_behind_the_guards_back_is_loud(Door door) throws Exception {
    Key key = fresh();
    Leaky leaky = new Leaky(db.raw());
    Semel leaking = Semel.on(leaky);
    String scopeIsKnown = door.deliver(leaking, leaky, Key.of(key.scope(), "other"), tx -> {});
    Throwable caught =
        catchThrowable(
            () ->
                door.deliver(
                    leaking,
                    leaky,
                    key,
                    tx -> {
                      db.insertEffect(tx.connection(), key.id(), "committed too early");
                      leaky.last().commit();
                    }));
    assertCode(caught, "SEMEL-016");
    assertThat(db.effects(key.id())).as("the fault happened").hasSize(1);
    if (!db.isPostgreSql()) {
      // The claim was committed with the effect, so that nobody repeats it blindly.
      Throwable again =
          catchThrowable(() -> door.deliver(semel, db.dataSource(), key, inserting(key)));
      assertCode(again, "SEMEL-007");
      assertThat(db.effects(key.id())).as("doubled" + scopeIsKnown).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_rollback_behind_the_guards_back_is_never_acknowledged(Door door) throws Exception {
    assumeTrue(
        !door.isOptimistic(),
        "an optimistic delivery on PostgreSQL and H2 has nothing that a rollback would take away");
    Key key = fresh();
    Leaky leaky = new Leaky(db.raw());
    Semel leaking = Semel.on(leaky);
    String scopeIsKnown = door.deliver(leaking, leaky, Key.of(key.scope(), "other"), tx -> {});
    Throwable caught =
        catchThrowable(
            () ->
                door.deliver(
                    leaking,
                    leaky,
                    key,
                    tx -> {
                      db.insertEffect(tx.connection(), key.id(), "rolled back");
                      leaky.last().rollback();
                    }));
    assertCode(caught, "SEMEL-016");
    assertThat(db.effects(key.id())).as("the fault happened" + scopeIsKnown).isEmpty();
    String unused = door.deliver(semel, db.dataSource(), key, inserting(key));
    assertThat(db.effects(key.id())).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void ddl_is_part_of_the_transaction_or_refused(Door door) throws Exception {
    Key key = fresh();
    String table = "made_by_" + key.id().replace('-', '_');
    Door.Work work =
        tx -> {
          db.insertEffect(tx.connection(), key.id(), "effect");
          Sql.run(tx.connection(), "create table " + table + " (id int)");
        };
    if (db.hasTransactionalDdl()) {
      Throwable thrown =
          catchThrowable(
              () ->
                  door.deliver(
                      semel,
                      db.dataSource(),
                      key,
                      tx -> {
                        work.on(tx);
                        throw new IllegalStateException("after the DDL");
                      }));
      assertThat(thrown).hasMessage("after the DDL");
      assertNothingHappened(key);
      String unused = door.deliver(semel, db.dataSource(), key, work);
      assertHappenedOnce(key);
      assertThat(Sql.number(db.dataSource(), "select count(*) from " + table)).isZero();
    } else {
      Throwable thrown = catchThrowable(() -> door.deliver(semel, db.dataSource(), key, work));
      assertThat(thrown).hasMessageContaining("SEMEL-004");
      assertNothingHappened(key);
      assertRedeliveryHeals(door, key);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_connection_that_outlives_its_effect_is_refused(Door door) throws Exception {
    Key key = fresh();
    AtomicReference<Tx> kept = new AtomicReference<>();
    AtomicReference<Connection> connection = new AtomicReference<>();
    String unused =
        door.deliver(
            semel,
            db.dataSource(),
            key,
            tx -> {
              kept.set(tx);
              connection.set(tx.connection());
              db.insertEffect(tx.connection(), key.id(), "effect");
            });
    assertThat(catchThrowable(() -> db.insertEffect(connection.get(), key.id(), "late")))
        .hasMessageContaining("SEMEL-004");
    assertThat(catchThrowable(() -> kept.get().add("insert into taken (id) values (9)")))
        .hasMessageContaining("SEMEL-004");
    assertHappenedOnce(key);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_session_killed_in_its_effect_leaves_nothing(Door door) throws Exception {
    assumeTrue(!db.isH2(), "a killed session of H2 takes the whole in-memory database along");
    for (boolean before : new boolean[] {true, false}) {
      Key key = fresh();
      Throwable caught =
          catchThrowable(
              () ->
                  door.deliver(
                      semel,
                      db.dataSource(),
                      key,
                      tx -> {
                        String session = db.session(tx.connection());
                        if (before) {
                          db.kill(session);
                        }
                        db.insertEffect(tx.connection(), key.id(), "half");
                        db.kill(session);
                        db.insertEffect(tx.connection(), key.id(), "other half");
                      }));
      assertThat(caught).as("killed").isNotNull();
      assertNothingHappened(key);
      assertRedeliveryHeals(door, key);
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_session_killed_between_effect_and_seal_leaves_nothing(Door door) throws Exception {
    assumeTrue(!db.isH2(), "a killed session of H2 takes the whole in-memory database along");
    Key key = fresh();
    Throwable caught =
        catchThrowable(
            () ->
                door.deliver(
                    semel,
                    db.dataSource(),
                    key,
                    tx -> {
                      db.insertEffect(tx.connection(), key.id(), "half");
                      db.kill(db.session(tx.connection()));
                    }));
    assertThat(caught).as("killed").isInstanceOf(LedgerException.class);
    assertCode(caught, "SEMEL-021");
    assertNothingHappened(key);
    assertRedeliveryHeals(door, key);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_statement_that_runs_into_a_timeout_leaves_nothing(Door door) throws Exception {
    Key key = fresh();
    Throwable caught =
        catchThrowable(
            () ->
                door.deliver(
                    semel,
                    db.dataSource(),
                    key,
                    tx -> {
                      db.insertEffect(tx.connection(), key.id(), "half");
                      db.runIntoTimeout(tx.connection());
                    }));
    assertThat(caught).as("the timeout happened").isInstanceOf(SQLException.class);
    assertNothingHappened(key);
    assertRedeliveryHeals(door, key);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_swallowed_timeout_is_never_acknowledged(Door door) throws Exception {
    Key key = fresh();
    AtomicInteger timeouts = new AtomicInteger();
    Checks.acknowledgedMeansOnce(
        db,
        semel,
        db.dataSource(),
        door,
        key,
        tx -> {
          db.insertEffect(tx.connection(), key.id(), "half");
          try {
            db.runIntoTimeout(tx.connection());
          } catch (SQLException e) {
            timeouts.incrementAndGet();
          }
        });
    assertThat(timeouts).as("the timeout happened").hasValue(1);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_database_that_takes_no_writes_is_said_to_be_one(Door door) throws Exception {
    DataSource readOnly = db.readOnly();
    assumeTrue(readOnly != null, "H2 in memory cannot be read-only");
    Key key = fresh();
    String scopeIsKnown =
        door.deliver(semel, db.dataSource(), Key.of(key.scope(), "other"), tx -> {});
    Semel refused = Semel.on(readOnly);
    Throwable caught =
        catchThrowable(() -> door.deliver(refused, readOnly, key, tx -> nothing(tx)));
    assertCode(caught, "SEMEL-003");
    Sql.run(db.dataSource(), "delete from semel_ledger_64");
    assertNothingHappened(key);
    assertThat(scopeIsKnown == null || scopeIsKnown.startsWith(Door.RESULT)).isTrue();
    assertRedeliveryHeals(door, key);
  }

  @ParameterizedTest
  @EnumSource(
      value = Door.class,
      names = {"ONCE", "ONCE_WITH_RESULT", "OPTIMISTIC", "BATCH", "CALLER"})
  void a_deadlock_between_two_effects_is_retried_to_success(Door door) throws Exception {
    for (int account = 1; account <= 2; account++) {
      Sql.run(db.dataSource(), "delete from account where id = ?", account);
      Sql.run(db.dataSource(), "insert into account (id, balance) values (?, 0)", account);
    }
    Key one = fresh();
    Key two = fresh();
    Key scopesAreKnown = Key.of(one.scope(), "x");
    String unused = door.deliver(semel, db.dataSource(), scopesAreKnown, tx -> {});
    unused = door.deliver(semel, db.dataSource(), Key.of(two.scope(), "x"), tx -> {});
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicInteger runs = new AtomicInteger();
    List<Callable<String>> calls =
        List.of(
            () -> retried(door, one, crossing(one, both, runs, 1, 2)),
            () -> retried(door, two, crossing(two, both, runs, 2, 1)));
    List<String> results = Checks.all(calls);
    assertThat(results).hasSize(2);
    assertThat(runs.get()).as("runs: the deadlock happened").isGreaterThan(2);
    assertThat(db.effects(one.id())).as("lost or doubled").hasSize(1);
    assertThat(db.effects(two.id())).as("lost or doubled").hasSize(1);
    assertThat(Sql.number(db.dataSource(), "select sum(balance) from account where id in (1, 2)"))
        .isEqualTo(4);
  }

  /** Semel retries where the transaction is its own; in a caller's the caller does. */
  private String retried(Door door, Key key, Door.Work work) throws Exception {
    if (!door.isCallers()) {
      return String.valueOf(door.deliver(semel, db.dataSource(), key, work));
    }
    // The two may meet again many times in the same step.
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try {
        return String.valueOf(door.deliver(semel, db.dataSource(), key, work));
      } catch (SQLException e) {
        if (System.nanoTime() - until > 0) {
          throw e;
        }
      }
    }
  }

  private Door.Work crossing(
      Key key, CyclicBarrier both, AtomicInteger runs, int first, int second) {
    return tx -> {
      boolean meets = runs.incrementAndGet() <= 2;
      db.insertEffect(tx.connection(), key.id(), "effect");
      add(tx.connection(), first);
      if (meets) {
        int unused = both.await(30, TimeUnit.SECONDS);
      }
      add(tx.connection(), second);
    };
  }

  private static void add(Connection c, int account) throws SQLException {
    Sql.run(c, "update account set balance = balance + 1 where id = ?", account);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_swallowed_deadlock_is_never_acknowledged(Door door) throws Exception {
    assumeTrue(!db.isH2(), "H2 ends the other session of the two");
    for (int account = 3; account <= 4; account++) {
      Sql.run(db.dataSource(), "delete from account where id = ?", account);
      Sql.run(db.dataSource(), "insert into account (id, balance) values (?, 0)", account);
    }
    Key key = fresh();
    String unused = door.deliver(semel, db.dataSource(), Key.of(key.scope(), "x"), tx -> {});
    AtomicInteger victims = new AtomicInteger();
    Throwable caught =
        catchThrowable(
            () ->
                door.deliver(
                    semel,
                    db.dataSource(),
                    key,
                    tx -> {
                      db.insertEffect(tx.connection(), key.id(), "before the deadlock");
                      beDeadlockVictim(tx.connection());
                      victims.incrementAndGet();
                      try {
                        db.insertEffect(tx.connection(), key.id(), "after the deadlock");
                      } catch (SQLException e) {
                        assertThat(db.isPostgreSql()).as("only it refuses at once").isTrue();
                      }
                    }));
    assertThat(victims).as("the deadlock happened, or " + caught).hasValueGreaterThan(0);
    assertThat(caught).isInstanceOf(LedgerException.class);
    assertCode(caught, "SEMEL-016", "SEMEL-017");
    assertThat(db.effects(key.id())).as("half an effect stands").isEmpty();
    Sql.run(db.dataSource(), "delete from account where id in (3, 4)");
    unused = door.deliver(semel, db.dataSource(), key, inserting(key));
    unused = door.deliver(semel, db.dataSource(), key, inserting(key));
    assertThat(db.effects(key.id())).as("lost or doubled").hasSize(1);
  }

  /** Crosses locks with another session until this one is the victim, and swallows that. */
  private void beDeadlockVictim(Connection c) throws Exception {
    try (Deadlock deadlock = new Deadlock(db, 3, 4)) {
      Sql.run(c, "update account set balance = 1 where id = 3");
      deadlock.otherTakesFourAndWantsThree();
      try {
        Sql.run(c, "update account set balance = 1 where id = 4");
      } catch (SQLException e) {
        return;
      }
      throw new AssertionError("the fault did not happen: this session was not the victim");
    }
  }

  @Test
  void a_serialization_failure_is_retried_to_success() throws Exception {
    assumeTrue(db.isPostgreSql(), "only PostgreSQL has serialization failures of this kind");
    for (String level : new String[] {"serializable", "repeatable%5C%20read"}) {
      DataSource isolated = new Raw(db.url("options=-c%20default_transaction_isolation=" + level));
      assertThat(Sql.text(isolated, "show transaction_isolation"))
          .isEqualTo(level.replace("%5C%20", " "));
      Semel strict = Semel.on(isolated);
      for (Door door : Door.values()) {
        if (door.isCallers()) {
          continue; // Nothing of a caller's transaction is retried.
        }
        int account = 100 + door.ordinal();
        Sql.run(isolated, "delete from account where id = ?", account);
        Sql.run(isolated, "insert into account (id, balance) values (?, 0)", account);
        Key key = fresh();
        AtomicInteger runs = new AtomicInteger();
        String unused =
            door.deliver(
                strict,
                isolated,
                key,
                tx -> {
                  db.insertEffect(tx.connection(), key.id(), "effect");
                  if (runs.incrementAndGet() == 1) {
                    Sql.run(isolated, "update account set balance = 5 where id = ?", account);
                  }
                  add(tx.connection(), account);
                });
        assertThat(runs.get()).as("runs: the failure happened").isEqualTo(2);
        assertHappenedOnce(key);
        assertThat(Sql.number(isolated, "select balance from account where id = ?", account))
            .isEqualTo(6);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void duplicates_at_the_same_moment_happen_once_under_strict_isolation(Door door)
      throws Exception {
    assumeTrue(db.isPostgreSql(), "the isolation level comes with the URL of PostgreSQL");
    for (String level : new String[] {"serializable", "repeatable%5C%20read"}) {
      DataSource isolated = new Raw(db.url("options=-c%20default_transaction_isolation=" + level));
      Checks.concurrentDuplicatesHappenOnce(db, Semel.on(isolated), isolated, door, fresh());
    }
  }

  private static void nothing(Tx tx) {
    assertThat(tx).isNotNull();
  }

  private static void statement(Connection c, String sql) throws SQLException {
    try (Statement statement = c.createStatement()) {
      boolean unused = statement.execute(sql);
    }
  }

  private static void batch(Connection c, String sql) throws SQLException {
    try (Statement statement = c.createStatement()) {
      statement.addBatch(sql);
      int[] unused = statement.executeBatch();
    }
  }
}
