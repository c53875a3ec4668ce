// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the ledger treats connections: never two at once, none while waiting, none left dirty. */
@OnEveryServer
class PoolContractTest extends Contract {

  @Test
  @Timeout(60)
  void a_pool_of_one_never_deadlocks() throws Exception {
    try (HikariDataSource one = db.pool(1)) {
      String declared = fresh().scope();
      Semel lonely =
          Semel.with(one).scope(Scope.named(declared)).waitingUpTo(Duration.ofSeconds(20)).build();
      for (Door door : Door.values()) {
        Checks.duplicateChangesNothing(db, lonely, one, door, fresh());
        Checks.concurrentDuplicatesHappenOnce(db, lonely, one, door, fresh());
      }
      assertThat(lonely.sweep().more()).isFalse();
      assertThat(one.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  @Test
  @Timeout(60)
  void those_who_wait_hold_no_connection() throws Exception {
    int waiters = 6;
    ExecutorService threads = Executors.newFixedThreadPool(waiters + 1);
    try (HikariDataSource two = db.pool(2)) {
      Semel narrow = Semel.with(two).waitingUpTo(Duration.ofSeconds(30)).build();
      Key key = fresh();
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      List<Future<String>> answers = new ArrayList<>();
      answers.add(
          threads.submit(
              () ->
                  narrow.once(
                      key,
                      Codec.text(),
                      tx -> {
                        db.insertEffect(tx.connection(), key.id(), "owner");
                        inside.countDown();
                        assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
                        return "owner";
                      })));
      assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < waiters; i++) {
        answers.add(threads.submit(() -> narrow.once(key, Codec.text(), tx -> "waiter")));
      }
      for (int i = 0; i < 20; i++) {
        Key unrelated = fresh();
        narrow.waitingUpTo(Duration.ofSeconds(5)).once(unrelated, inserting(unrelated)::on);
        assertHappenedOnce(unrelated);
      }
      assertThat(answers).as("nobody was answered before the owner").noneMatch(Future::isDone);
      go.countDown();
      for (Future<String> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("owner");
      }
      assertHappenedOnce(key);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void a_pooler_that_switches_sessions_between_transactions_does_no_harm(Door door)
      throws Exception {
    try (Switching pooler = new Switching(db.raw(), 4)) {
      Semel behind = Semel.on(pooler);
      for (int i = 0; i < 5; i++) {
        Checks.duplicateChangesNothing(db, behind, pooler, door, fresh());
        Checks.otherContentIsRefused(db, behind, pooler, door, fresh());
        Key key = fresh();
        Checks.acknowledgedMeansOnce(
            db, behind, pooler, door, key, Checks.swallowingAnError(db, key));
      }
      assertThat(pooler.switches()).as("the pooler did switch").isGreaterThan(10);
      for (Connection session : pooler.sessions()) {
        assertClean(session);
      }
    }
  }

  /** Nothing of the ledger stays in a session. */
  private void assertClean(Connection session) throws SQLException {
    session.rollback();
    if (db.isPostgreSql()) {
      assertThat(Sql.text(session, "select coalesce(current_setting('semel.tx', true), '')"))
          .isEmpty();
      assertThat(Sql.text(session, "show lock_timeout")).isEqualTo("0");
      assertThat(
              Sql.number(
                  session,
                  "select count(*) from pg_locks where locktype = 'advisory' and pid ="
                      + " pg_backend_pid()"))
          .isZero();
    } else if (db.isMariaDb()) {
      assertThat(Sql.text(session, "select @@session.innodb_lock_wait_timeout"))
          .isEqualTo(Sql.text(session, "select @@global.innodb_lock_wait_timeout"));
    } else {
      assertThat(Sql.number(session, "select lock_timeout()")).isEqualTo(2000);
    }
  }

  @Test
  void a_dirty_connection_from_the_pool_is_cleaned_first() throws Exception {
    Key key = fresh();
    semel.once(Key.of(key.scope(), "scope-is-known"), tx -> {});
    AtomicBoolean soiling = new AtomicBoolean();
    Raw dirty =
        new Raw(db.url()) {
          @Override
          public Connection getConnection() throws SQLException {
            Connection c = super.getConnection();
            c.setAutoCommit(false);
            if (soiling.get()) {
              db.insertEffect(c, key.id(), "left by somebody else");
            }
            return c;
          }
        };
    Semel cleaning = Semel.on(dirty);
    soiling.set(true);
    cleaning.once(Key.of(key.scope(), "first"), tx -> {});
    assertThat(db.effects(key.id())).isEmpty();
    cleaning.once(Key.of(key.scope(), "first"), tx -> {});
    assertThat(db.effects(key.id())).isEmpty();
  }

  @Test
  void connections_come_back_as_they_were() throws Exception {
    try (HikariDataSource one = db.pool(1)) {
      Semel lonely = Semel.on(one);
      Key key = fresh();
      for (Door door : Door.values()) {
        boolean unused = Checks.acknowledged(() -> door.deliver(lonely, one, key, inserting(key)));
        try (Connection c = one.getConnection()) {
          assertThat(c.getAutoCommit()).as("%s", door).isTrue();
        }
      }
      Eventually.holds("all are back", () -> one.getHikariPoolMXBean().getActiveConnections() == 0);
    }
  }

  /** Behaves as a transaction pooler does: another session after each end of a transaction. */
  private static final class Switching extends Raw implements AutoCloseable {
    private final List<Connection> sessions = new ArrayList<>();
    private final Random random = new Random(7);
    private int switches;

    Switching(javax.sql.DataSource behind, int size) throws SQLException {
      super("");
      for (int i = 0; i < size; i++) {
        Connection c = behind.getConnection();
        c.setAutoCommit(false);
        sessions.add(c);
      }
    }

    int switches() {
      return switches;
    }

    List<Connection> sessions() {
      return sessions;
    }

    @Override
    public Connection getConnection() {
      Connection[] current = {next()};
      boolean[] autoCommit = {false};
      return (Connection)
          Proxy.newProxyInstance(
              Switching.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, args) -> {
                switch (method.getName()) {
                  case "close":
                    current[0].rollback();
                    return null;
                  case "setAutoCommit":
                    autoCommit[0] = (Boolean) args[0];
                    return null;
                  case "getAutoCommit":
                    return autoCommit[0];
                  default:
                }
                try {
                  Object result = method.invoke(current[0], args);
                  boolean ended =
                      method.getName().equals("commit")
                          || method.getName().equals("rollback") && args == null;
                  if (ended) {
                    current[0] = next();
                  }
                  return result;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    private Connection next() {
      switches++;
      return sessions.get(random.nextInt(sessions.size()));
    }

    @Override
    public void close() throws SQLException {
      for (Connection c : sessions) {
        c.close();
      }
    }
  }
}
