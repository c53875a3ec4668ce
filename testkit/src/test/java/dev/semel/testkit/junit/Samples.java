// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.Invariant;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.Scenario;
import dev.semel.testkit.World;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Test classes that other tests run: here on the oldest JUnit, in verification on the newest. Needs
 * nothing but the kit, JUnit, AssertJ and H2.
 */
class Samples {
  private static DataSource bank() {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    run(
        database,
        "create table account (id int primary key, balance bigint not null)",
        "create table seen (id varchar(40) primary key)");
    return database;
  }

  private static void run(DataSource database, String... statements) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long number(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void credit(DataSource database, boolean once) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      boolean fresh =
          !once
              || statement.executeUpdate(
                      "insert into seen select 'p1' where not exists (select 1 from seen)")
                  == 1;
      if (fresh) {
        statement.executeUpdate("update account set balance = balance + 10 where id = 7");
      }
      connection.commit();
    }
  }

  private static void reset(DataSource database) {
    run(database, "delete from account", "delete from seen", "insert into account values (7, 100)");
  }

  /** All well. */
  @EffectsTest
  static class Careful {
    @Database private final DataSource database = bank();

    @Always
    private final Invariant money = Invariants.conserved("select sum(balance) from account", 110);

    @Given
    void one_account() {
      reset(database);
    }

    @Always
    void the_payment_is_seen(DataSource source) throws SQLException {
      assertThat(number(source, "select count(*) from seen")).isEqualTo(1);
    }

    @DeliveredTwice
    void a_payment(DataSource source) throws SQLException {
      credit(source, true);
    }

    @CrashEverywhere(deaths = 2)
    void a_payment_survives(World world) throws Exception {
      world.deliver("p1", () -> credit(world.database(), true));
    }

    @CrashEverywhere(deaths = 3, sample = 20)
    void a_payment_survives_a_sample(World world) throws Exception {
      world.deliver("p1", () -> credit(world.database(), true));
    }

    @Test
    void a_plain_test_is_called_once() throws SQLException {
      one_account();
      assertThat(number(database, "select count(*) from account")).isEqualTo(1);
    }

    @Nested
    class Inside {
      @CrashEverywhere
      void a_payment_survives_here_too(World world) throws Exception {
        world.deliver("p1", () -> credit(world.database(), true));
      }
    }
  }

  /** No dedup: each of its tests must fail. */
  @EffectsTest
  static class Naive {
    private final DataSource own = bank();

    @Database
    DataSource database() {
      return own;
    }

    @Given
    void one_account(DataSource database) {
      reset(database);
    }

    @Always
    Invariant money() {
      return Invariants.conserved("select sum(balance) from account", 110);
    }

    @DeliveredTwice
    void a_payment(DataSource source) throws SQLException {
      credit(source, false);
    }

    @CrashEverywhere
    void a_payment_survives(World world) throws Exception {
      world.deliver("p1", () -> credit(world.database(), false));
    }

    @CrashEverywhere(deaths = 2, sample = 60, seed = 4711)
    void a_payment_survives_a_sample(World world) throws Exception {
      world.deliver("p1", () -> credit(world.database(), false));
    }

    @CrashEverywhere(plan = "1")
    void one_schedule_that_does_no_harm(World world) throws Exception {
      world.deliver("p1", () -> credit(world.database(), false));
    }
  }

  /** The second delivery changes nothing, and what is left is wrong all the same. */
  @EffectsTest
  static class WrongFromTheStart {
    @Database private final DataSource database = bank();

    @Given
    void one_account() {
      reset(database);
    }

    @Always
    void money(DataSource source) throws SQLException {
      assertThat(number(source, "select sum(balance) from account")).isEqualTo(4711);
    }

    @DeliveredTwice
    void a_payment(DataSource source) throws SQLException {
      credit(source, true);
    }

    @CrashEverywhere
    void a_payment_survives(World world) throws Exception {
      world.deliver("p1", () -> credit(world.database(), true));
    }
  }

  /** What it says about topics is wrong: a publication is repeated. */
  @EffectsTest
  static class Published {
    @Database private final DataSource database = bank();

    @Given
    void one_account() {
      reset(database);
    }

    @Always
    void published_once(Scenario.Outcome outcome) {
      assertThat(outcome.topic("credits").entries()).hasSize(1);
    }

    @CrashEverywhere
    void a_payment_survives(World world) throws Exception {
      world.deliver(
          "p1",
          () -> {
            credit(world.database(), true);
            world.topic("credits").publish("p1");
          });
    }
  }

  /** Nothing fits. */
  @EffectsTest
  static class Broken {
    @Database String database = "jdbc:h2:mem:";

    @Given
    void too_much(String name) {}

    @Always
    int seven(World world) {
      return 7;
    }

    @CrashEverywhere(deaths = 0, plan = "7,x")
    void no_world() {}

    @DeliveredTwice(times = 1)
    void no_database() {}
  }

  /** Nothing is there. */
  @EffectsTest
  static class Empty {
    @CrashEverywhere
    void survives(World world) {}
  }

  /** The state cannot be made. */
  @EffectsTest
  static class NothingGiven {
    @Database private final DataSource database = bank();

    @Given
    void no_table() {
      run(database, "delete from nowhere");
    }

    @Always
    private final Invariant money = Invariants.conserved("select sum(balance) from account", 110);

    @CrashEverywhere
    void a_payment_survives(World world) throws Exception {
      world.deliver("p1", () -> credit(world.database(), true));
    }
  }

  /** The database is not there. */
  @EffectsTest
  static class NoDatabase {
    @Database private DataSource database;

    @DeliveredTwice
    void a_payment(DataSource source) throws SQLException {
      credit(source, true);
    }
  }
}
