// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proxy does on a real protocol what the runs against databases take for granted. */
class PostgreSqlProxyTest {
  private static EmbeddedPostgres server;

  private FaultProxy proxy;

  @BeforeAll
  static void startServer() {
    server = EmbeddedPostgres.with().withoutDurability().start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void start() throws Exception {
    proxy = FaultProxy.to(server.port());
    try (Connection direct = connection(server.port())) {
      run(direct, "drop table if exists t");
      run(direct, "create table t (id int)");
    }
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  @ParameterizedTest
  @CsvSource({
    "CUT_BEFORE, 0, 08006",
    "CUT_AFTER, 1, 08006",
    "RESET_BEFORE, 0, 08006",
    "RESET_AFTER, 1, 08006"
  })
  void a_commit_is_there_or_not_and_the_client_cannot_tell(Fault fault, long rows, String state)
      throws Exception {
    try (Connection c = connection(proxy.port())) {
      c.setAutoCommit(false);
      run(c, "insert into t values (1)");
      ArmedFault armed = proxy.on("COMMIT").meets(fault);
      assertThatThrownBy(c::commit)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
      assertThat(armed.struck()).isEqualTo(1);
    }
    assertThat(proxy.struck(fault)).isEqualTo(1);
    assertThat(rows()).isEqualTo(rows);
  }

  @Test
  void a_commit_that_a_black_hole_kept_commits_when_it_is_delivered() throws Exception {
    ArmedFault hole = proxy.on("COMMIT").blackHole();
    try (Connection c = connection(proxy.port())) {
      c.setAutoCommit(false);
      run(c, "insert into t values (1)");
      c.setNetworkTimeout(Runnable::run, 200);
      assertThatThrownBy(c::commit).isInstanceOf(SQLException.class);
    }
    assertThat(rows()).isZero();
    hole.awaitStruck(Duration.ofSeconds(30)).deliverKept();
    Eventually.holds("the late commit", () -> rows() == 1);
  }

  @Test
  void an_effect_can_aim_at_its_own_session() throws Exception {
    try (Connection one = connection(proxy.port());
        Connection other = connection(proxy.port())) {
      ProxySession session = proxy.session((int) number(one, "select inet_client_port()"));
      session.on("needle").cutBefore();
      assertThat(number(other, "select 1 as needle")).isEqualTo(1);
      assertThat(number(one, "select 1")).isEqualTo(1);
      assertThatThrownBy(() -> number(one, "select 1 as needle")).isInstanceOf(SQLException.class);
      assertThat(number(other, "select 1")).isEqualTo(1);
    }
  }

  @Test
  void a_statement_is_a_trip_and_a_transaction_of_one_is_two() throws Exception {
    try (Connection c = connection(proxy.port())) {
      long before = proxy.trips();
      assertThat(number(c, "select 1")).isEqualTo(1);
      assertThat(proxy.trips() - before).isEqualTo(1);
      c.setAutoCommit(false);
      before = proxy.trips();
      run(c, "insert into t values (1)");
      c.commit();
      assertThat(proxy.trips() - before).as("begin goes with the insert").isEqualTo(2);
    }
  }

  private static Connection connection(int port) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s".formatted(port, server.user()));
  }

  private static long rows() throws SQLException {
    try (Connection direct = connection(server.port())) {
      return number(direct, "select count(*) from t");
    }
  }

  private static void run(Connection c, String sql) throws SQLException {
    try (Statement statement = c.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(Connection c, String sql) throws SQLException {
    try (Statement statement = c.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
