// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.Codec;
import dev.semel.Effect;
import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.MismatchException;
import dev.semel.SemelException;
import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is promised to those who bring a transaction of their own. */
@OnEveryServer
class CallerContractTest extends Contract {

  @ParameterizedTest
  @EnumSource(
      value = Door.class,
      names = {"CALLER", "CALLER_WITH_RESULT"})
  void a_connection_in_autocommit_mode_is_refused(Door door) throws Exception {
    Key key = fresh();
    try (Connection c = db.dataSource().getConnection()) {
      Throwable caught = catchThrowable(() -> semel.once(c, key, inserting(key)::on));
      assertCode(caught, "SEMEL-001");
    }
    assertNothingHappened(key);
    assertRedeliveryHeals(door, key);
  }

  @Test
  void nothing_is_committed_for_the_caller() throws Exception {
    Key key = fresh();
    try (Connection c = db.raw().getConnection()) {
      c.setAutoCommit(false);
      semel.once(c, key, inserting(key)::on);
      semel.once(c, key, inserting(key)::on);
      c.rollback();
    }
    assertNothingHappened(key);
    assertRedeliveryHeals(Door.CALLER, key);
  }

  @ParameterizedTest
  @EnumSource(Failing.class)
  void a_caller_who_swallows_the_failure_and_commits_has_lost_nothing(Failing failing)
      throws Exception {
    Key key = fresh();
    String other = key.id() + "-other";
    String unused =
        Door.inTransaction(
            db.dataSource(),
            c -> {
              db.insertEffect(c, other, "before");
              Throwable caught =
                  catchThrowable(() -> semel.once(c, key, failing.effect(this, key)));
              assertThat(caught).isNotNull();
              db.insertEffect(c, other, "after");
              return null;
            });
    assertNothingHappened(key);
    assertThat(db.effects(other)).as("the caller's own work").hasSize(2);
    assertRedeliveryHeals(Door.CALLER, key);
  }

  /** Ways for an effect to fail half-way. */
  enum Failing {
    THROWS {
      @Override
      Effect<Exception> effect(CallerContractTest test, Key key) {
        return tx -> {
          test.db.insertEffect(tx.connection(), key.id(), "half");
          throw new IOException("half-way");
        };
      }
    },
    SWALLOWS {
      @Override
      Effect<Exception> effect(CallerContractTest test, Key key) {
        return Checks.swallowingAnError(test.db, key)::on;
      }
    },
    ADDS_NONSENSE {
      @Override
      Effect<Exception> effect(CallerContractTest test, Key key) {
        return tx -> {
          test.db.insertEffect(tx.connection(), key.id(), "half");
          tx.add("insert into taken (id) values (?)", 1);
        };
      }
    },
    LETS_AN_SQL_ERROR_OUT {
      @Override
      Effect<Exception> effect(CallerContractTest test, Key key) {
        return tx -> {
          test.db.insertEffect(tx.connection(), key.id(), "half");
          Sql.run(tx.connection(), "insert into taken (id) values (1)");
        };
      }
    };

    abstract Effect<Exception> effect(CallerContractTest test, Key key);
  }

  @Test
  void duplicates_and_mismatches_leave_the_callers_transaction_usable() throws Exception {
    Key key = fresh();
    Key ten = key.over(new byte[] {10});
    semel.once(ten, inserting(key)::on);
    String other = key.id() + "-other";
    String unused =
        Door.inTransaction(
            db.dataSource(),
            c -> {
              db.insertEffect(c, other, "before");
              semel.once(c, ten, inserting(key)::on);
              Throwable refused =
                  catchThrowable(
                      () -> semel.once(c, key.over(new byte[] {20}), inserting(key)::on));
              assertThat(refused).isInstanceOf(MismatchException.class);
              db.insertEffect(c, other, "after");
              return null;
            });
    assertHappenedOnce(key);
    assertThat(db.effects(other)).hasSize(2);
  }

  @Test
  void a_once_within_a_once_is_undone_with_it() throws Exception {
    Key outer = fresh();
    Key inner = fresh();
    for (boolean fails : new boolean[] {true, false}) {
      Throwable caught =
          catchThrowable(
              () ->
                  Door.inTransaction(
                      db.dataSource(),
                      c ->
                          semel.once(
                              c,
                              outer,
                              Codec.text(),
                              tx -> {
                                db.insertEffect(tx.connection(), outer.id(), "outer");
                                semel.once(tx.connection(), inner, inserting(inner)::on);
                                if (fails) {
                                  throw new IOException("after the inner one");
                                }
                                return "done";
                              })));
      if (fails) {
        assertThat(caught).isInstanceOf(IOException.class);
        assertNothingHappened(outer);
        assertNothingHappened(inner);
      } else {
        assertThat(caught).isNull();
      }
    }
    assertHappenedOnce(outer);
    assertHappenedOnce(inner);
  }

  @Test
  void an_inner_once_that_fails_leaves_the_outer_one_alone() throws Exception {
    Key outer = fresh();
    Key inner = fresh();
    semel.once(
        outer,
        tx -> {
          db.insertEffect(tx.connection(), outer.id(), "outer");
          Throwable caught =
              catchThrowable(
                  () ->
                      semel.once(
                          tx.connection(),
                          inner,
                          t -> {
                            db.insertEffect(t.connection(), inner.id(), "half");
                            throw new IOException("inner");
                          }));
          assertThat(caught).isInstanceOf(IOException.class);
        });
    assertHappenedOnce(outer);
    assertNothingHappened(inner);
  }

  @Test
  void an_old_snapshot_of_the_caller_does_not_hide_the_row() throws Exception {
    Key key = fresh();
    int level =
        db.isH2() ? Connection.TRANSACTION_READ_COMMITTED : Connection.TRANSACTION_REPEATABLE_READ;
    semel.once(Key.of(key.scope(), "scope-is-known"), tx -> {});
    try (Connection c = db.raw().getConnection()) {
      c.setTransactionIsolation(level);
      c.setAutoCommit(false);
      assertThat(Sql.number(c, "select count(*) from effect where id = ?", key.id())).isZero();
      String first = semel.once(key, Codec.text(), inserting(key).returning());
      String result = null;
      try {
        result = semel.once(c, key, Codec.text(), inserting(key).returning());
        c.commit();
      } catch (LedgerException e) {
        assertThat(db.isPostgreSql()).as("it may ask for another transaction").isTrue();
        assertCode(e, "SEMEL-022");
        c.rollback();
        result = semel.once(c, key, Codec.text(), inserting(key).returning());
        c.commit();
      }
      assertThat(result).isEqualTo(first);
    }
    assertThat(db.effects(key.id())).as("doubled").hasSize(1);
  }

  @Test
  void a_deadlock_swallowed_by_effect_and_caller_leaves_no_half() throws Exception {
    assumeTrue(!db.isH2(), "H2 ends the other session of the two");
    Sql.run(db.dataSource(), "delete from account where id in (3, 4)");
    Sql.run(db.dataSource(), "insert into account (id, balance) values (3, 0), (4, 0)");
    Key key = fresh();
    semel.once(Key.of(key.scope(), "scope-is-known"), tx -> {});
    try (Connection c = db.raw().getConnection()) {
      c.setAutoCommit(false);
      Throwable caught =
          catchThrowable(
              () ->
                  semel.once(
                      c,
                      key,
                      tx -> {
                        db.insertEffect(tx.connection(), key.id(), "before");
                        try (Deadlock deadlock = new Deadlock(db, 3, 4)) {
                          Sql.run(tx.connection(), "update account set balance = 1 where id = 3");
                          deadlock.otherTakesFourAndWantsThree();
                          assertThat(
                                  catchThrowable(
                                      () ->
                                          Sql.run(
                                              tx.connection(),
                                              "update account set balance = 1 where id = 4")))
                              .as("the deadlock happened")
                              .isInstanceOf(SQLException.class);
                        }
                        if (!db.isPostgreSql()) {
                          db.insertEffect(tx.connection(), key.id(), "after");
                        }
                      }));
      assertThat(caught).isInstanceOf(SemelException.class);
      c.commit();
    }
    assertThat(db.effects(key.id())).as("half an effect without its row").isEmpty();
    semel.once(key, inserting(key)::on);
    semel.once(key, inserting(key)::on);
    assertThat(db.effects(key.id())).hasSize(1);
  }
}
