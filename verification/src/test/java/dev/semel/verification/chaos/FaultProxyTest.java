// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.verification.chaos.FaultProxy.Fault;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy does what the runs take for granted, shown without Semel. */
class FaultProxyTest {
  private final PostgreSqlWire database = PostgreSqlWire.fresh();
  private FaultProxy proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = FaultProxy.to(database.port());
    try (Connection direct = DriverManager.getConnection(database.url(database.port()))) {
      Sql.run(direct, "create table t (id int)");
    }
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @Test
  void a_cut_before_leaves_no_row() throws Exception {
    assertThat(rowsAfterCommitThatMeets(Fault.CUT_BEFORE)).isZero();
  }

  @Test
  void a_cut_after_leaves_the_row() throws Exception {
    assertThat(rowsAfterCommitThatMeets(Fault.CUT_AFTER)).isEqualTo(1);
  }

  @Test
  void a_session_that_is_not_armed_goes_on() throws Exception {
    try (Connection one = proxied();
        Connection other = proxied()) {
      proxy.arm((int) Sql.number(one, database.sessionPort()), Fault.CUT_BEFORE, "");
      assertThat(Sql.number(other, "select 1")).isEqualTo(1);
      assertThatThrownBy(() -> Sql.number(one, "select 1")).isInstanceOf(SQLException.class);
      assertThat(Sql.number(other, "select 1")).isEqualTo(1);
    }
  }

  @Test
  void a_trigger_lets_other_bytes_pass() throws Exception {
    try (Connection c = proxied()) {
      proxy.arm((int) Sql.number(c, database.sessionPort()), Fault.CUT_BEFORE, "needle");
      assertThat(Sql.number(c, "select 1")).isEqualTo(1);
      assertThatThrownBy(() -> Sql.number(c, "select 2 as needle"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(proxy.count(Fault.CUT_BEFORE)).isEqualTo(1);
  }

  @Test
  void a_delay_delays() throws Exception {
    try (Connection c = proxied()) {
      proxy.delay(Duration.ofMillis(30));
      long began = System.nanoTime();
      assertThat(Sql.number(c, "select 1")).isEqualTo(1);
      assertThat(System.nanoTime() - began).isGreaterThan(Duration.ofMillis(55).toNanos());
    }
  }

  private long rowsAfterCommitThatMeets(Fault fault) throws SQLException {
    try (Connection c = proxied()) {
      c.setAutoCommit(false);
      Sql.run(c, "insert into t values (1)");
      proxy.arm((int) Sql.number(c, database.sessionPort()), fault, "");
      c.commit();
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as("the same for both cuts").isEqualTo("08006");
    }
    assertThat(proxy.count(fault)).isEqualTo(1);
    try (Connection direct = DriverManager.getConnection(database.url(database.port()))) {
      return Sql.number(direct, "select count(*) from t");
    }
  }

  private Connection proxied() throws SQLException {
    return DriverManager.getConnection(database.url(proxy.port()));
  }
}
