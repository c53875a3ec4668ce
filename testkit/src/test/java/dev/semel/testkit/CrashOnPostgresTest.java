// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Deaths that a server has to notice. */
class CrashOnPostgresTest {
  private static EmbeddedPostgres postgres;
  private static DataSource database;

  @BeforeAll
  static void start() throws SQLException {
    postgres = EmbeddedPostgres.start();
    database = TransferScenario.postgres(postgres.jdbcUrl());
    Bank.create(database);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static Crash played(DataSource source) {
    return Crash.in(source)
        .given(Bank::reset)
        .flow(world -> world.deliver("p1", () -> Bank.careful(world.database(), "p1")))
        .always(Invariants.exactlyOncePer("select payment from credit", "p1"));
  }

  @Test
  void a_death_cuts_the_connection_and_the_server_rolls_back() {
    CrashReport report = played(database).deaths(2).run().assertHolds();
    assertThat(report.deaths()).isGreaterThan(100);
  }

  @Test
  void a_pool_survives_the_deaths_of_its_connections() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database);
    config.setMaximumPoolSize(2);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      played(pool).run().assertHolds();
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  @Test
  void a_halted_jvm_is_really_dead_and_what_it_committed_is_there() throws SQLException {
    CrashReport report =
        Crash.halting(TransferScenario.class, "careful", postgres.jdbcUrl())
            .sample(3, 1)
            .run()
            .assertHolds();

    assertThat(report.deaths()).isEqualTo(3);
    assertThat(report.schedules()).isEqualTo(4);
    assertThat(sessions()).isEqualTo(1);
  }

  @Test
  void a_halted_jvm_finds_the_bug_that_a_played_death_finds() {
    CrashReport halted =
        Crash.halting(TransferScenario.class, "marks last", postgres.jdbcUrl()).run();
    CrashReport played = Crash.of(new TransferScenario("marks last", postgres.jdbcUrl())).run();

    assertThat(halted.violations()).containsExactly(played.violations().get(0));
    assertThat(halted.failedPlan()).isEqualTo(played.failedPlan());
    assertThat(halted.toString()).contains("after commit @Bank.java:", "LIFE 1 DIES HERE");
  }

  @Test
  void a_life_that_ends_by_itself_with_a_failure_is_a_finding_with_its_output() {
    CrashReport report = Crash.halting(TransferScenario.class, "nobody", postgres.jdbcUrl()).run();
    assertThat(report.violations())
        .singleElement()
        .asString()
        .contains("life 1 ended with status 1", "IllegalArgumentException: nobody");
  }

  @Test
  void a_scenario_that_another_jvm_cannot_make_is_refused() {
    assertThatThrownBy(() -> Crash.halting(TransferScenario.class, "one argument"))
        .hasMessageContaining("SEMEL-313")
        .hasMessageContaining("TransferScenario cannot be made by another JVM");
  }

  private static long sessions() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where datname = current_database()"
                    + " and backend_type = 'client backend'")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
