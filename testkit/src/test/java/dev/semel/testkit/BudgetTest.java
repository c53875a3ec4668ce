// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static dev.semel.testkit.BudgetReport.Measure.ROUND_TRIPS;
import static dev.semel.testkit.BudgetReport.Measure.ROW_WRITES;
import static dev.semel.testkit.BudgetReport.Measure.STATEMENTS;
import static dev.semel.testkit.BudgetReport.Measure.TRANSACTIONS;
import static dev.semel.testkit.BudgetReport.Measure.WAL_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.testkit.BudgetReport.Figure;
import dev.semel.testkit.network.FaultProxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private DataSource database;

  @BeforeEach
  void open() throws SQLException {
    database = Bank.h2();
    Bank.reset(database);
  }

  private BudgetReport careful(int messages) {
    return Budget.of(database).messages(messages).deliver((db, n) -> Bank.careful(db, "p" + n));
  }

  @Test
  void what_a_careful_listener_costs_is_exact() {
    BudgetReport report =
        careful(20)
            .perMessage()
            .statementsAtMost(4)
            .transactionsAtMost(1)
            .rowWritesAtMost(3)
            .assertKept();
    assertThat(report.messages()).isEqualTo(20);
    assertThat(report.of(STATEMENTS)).isEqualTo(new Figure(4, 4.0));
    assertThat(report.of(TRANSACTIONS)).isEqualTo(new Figure(1, 1.0));
    assertThat(report.of(ROW_WRITES)).isEqualTo(new Figure(3, 3.0));
  }

  @Test
  void one_less_than_it_costs_is_not_kept_and_the_table_says_which() {
    BudgetReport report = careful(5);
    BudgetReport.PerMessage limits = report.perMessage().statementsAtMost(3).transactionsAtMost(1);
    assertThat(limits.isKept()).isFalse();
    assertThatThrownBy(limits::assertKept)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            the budget of a message is not kept
            per message        most       mean   budget
            statements            4        4.0        3  NOT KEPT
            transactions          1        1.0        1  kept
            row writes            3        3.0        -
            (5 messages)""");
    assertThat(report.perMessage().transactionsAtMost(0).isKept()).isFalse();
    assertThat(report.perMessage().rowWritesAtMost(2).isKept()).isFalse();
  }

  @Test
  void a_statement_and_a_transaction_more_are_seen() {
    BudgetReport report =
        Budget.of(database).messages(3).deliver((db, n) -> Bank.marksFirst(db, "p" + n));
    assertThat(report.of(STATEMENTS).most()).isEqualTo(4);
    assertThat(report.of(TRANSACTIONS).most()).as("the look, the mark, the effect").isEqualTo(3);
  }

  @Test
  void the_dearest_message_counts() {
    BudgetReport report =
        Budget.of(database)
            .messages(4)
            .warmUp(0)
            .deliver(
                (db, n) -> {
                  Bank.careful(db, "p" + n);
                  if (n == 2) {
                    Bank.run(db, "select 1", "select 2");
                  }
                });
    assertThat(report.of(STATEMENTS)).isEqualTo(new Figure(6, 4.5));
    assertThat(report.perMessage().statementsAtMost(5).isKept()).isFalse();
  }

  @Test
  void a_batch_is_one_statement_and_as_many_rows_as_it_writes() {
    BudgetReport report =
        Budget.of(database)
            .messages(2)
            .deliver(
                (db, n) -> {
                  try (Connection connection = db.getConnection();
                      PreparedStatement insert =
                          connection.prepareStatement("insert into credit values (?, ?)")) {
                    connection.setAutoCommit(false);
                    for (int i = 0; i < 7; i++) {
                      insert.setString(1, n + "-" + i);
                      insert.setInt(2, i);
                      insert.addBatch();
                    }
                    insert.executeBatch();
                    connection.commit();
                  }
                });
    assertThat(report.of(STATEMENTS).most()).isEqualTo(1);
    assertThat(report.of(ROW_WRITES).most()).isEqualTo(7);
    assertThat(report.of(TRANSACTIONS).most()).isEqualTo(1);
  }

  @Test
  void an_update_counts_its_rows_however_it_is_executed() {
    BudgetReport report =
        Budget.of(database)
            .messages(1)
            .deliver(
                (db, n) -> {
                  Bank.run(db, "delete from credit");
                  Bank.run(db, "insert into credit values ('a', 1), ('b', 1), ('c', 1)");
                  try (Connection connection = db.getConnection();
                      Statement statement = connection.createStatement()) {
                    assertThat(statement.execute("update credit set amount = 2")).isFalse();
                    assertThat(statement.getUpdateCount()).isEqualTo(3);
                    assertThat(statement.executeLargeUpdate("delete from credit where payment='a'"))
                        .isEqualTo(1);
                  }
                });
    assertThat(report.of(ROW_WRITES).most()).as("2 + 3 + 3 + 1").isEqualTo(9);
  }

  @Test
  void messages_that_warm_up_are_delivered_first_and_not_counted() {
    List<Integer> delivered = new ArrayList<>();
    BudgetReport report =
        Budget.of(database)
            .messages(2)
            .warmUp(3)
            .deliver(
                (db, n) -> {
                  delivered.add(n);
                  Bank.run(
                      db,
                      n < 3 ? new String[] {"select 1", "select 2"} : new String[] {"select 1"});
                });
    assertThat(delivered).containsExactly(0, 1, 2, 3, 4);
    assertThat(report.of(STATEMENTS)).isEqualTo(new Figure(1, 1.0));
  }

  @Test
  void what_nobody_counts_has_no_limit() {
    BudgetReport report = careful(1);
    assertThatThrownBy(() -> report.perMessage().roundTripsAtMost(4))
        .isInstanceOf(TestkitException.class)
        .hasMessageContaining("SEMEL-344")
        .hasMessageContaining("roundTripsFrom(proxy::trips)");
    assertThatThrownBy(() -> report.perMessage().walBytesAtMost(900))
        .isInstanceOf(TestkitException.class)
        .hasMessageContaining("SEMEL-343")
        .hasMessageContaining("this database is H2");
  }

  @Test
  void options_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> Budget.of(database).messages(0)).hasMessageContaining("SEMEL-342");
    assertThatThrownBy(() -> Budget.of(database).warmUp(-1)).hasMessageContaining("SEMEL-342");
    BudgetReport report = careful(1);
    assertThatThrownBy(() -> report.perMessage().statementsAtMost(-1))
        .hasMessageContaining("SEMEL-342");
    assertThatThrownBy(() -> report.perMessage().assertKept())
        .hasMessageContaining("SEMEL-342")
        .hasMessageContaining("without a limit");
  }

  @Test
  void a_listener_that_uses_another_database_or_fails_proves_nothing() {
    BudgetReport elsewhere =
        Budget.of(database).messages(1).deliver((db, n) -> Bank.careful(database, "p" + n));
    assertThatThrownBy(() -> elsewhere.perMessage().statementsAtMost(4).assertKept())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no statement was seen");
    assertThatThrownBy(
            () ->
                Budget.of(database)
                    .warmUp(2)
                    .deliver(
                        (db, n) -> {
                          if (n == 1) {
                            throw new IllegalStateException("no");
                          }
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("message 1 failed");
  }

  @Test
  void round_trips_and_log_bytes_are_counted_on_postgresql() throws SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.with().setting("autovacuum", "off").start();
        FaultProxy proxy = FaultProxy.to(postgres.port())) {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(
          postgres.jdbcUrl().replace(":" + postgres.port() + "/", ":" + proxy.port() + "/"));
      config.setMaximumPoolSize(1);
      try (HikariDataSource pool = new HikariDataSource(config)) {
        Bank.create(pool);
        Bank.reset(pool);
        BudgetReport report =
            Budget.of(pool)
                .messages(50)
                .roundTripsFrom(proxy::trips)
                .deliver((db, n) -> Bank.careful(db, "p" + n))
                .perMessage()
                .statementsAtMost(4)
                .transactionsAtMost(1)
                .roundTripsAtMost(5)
                .rowWritesAtMost(3)
                .walBytesAtMost(2_000)
                .assertKept();
        assertThat(report.of(ROUND_TRIPS)).as("and the commit").isEqualTo(new Figure(5, 5.0));
        assertThat(report.of(WAL_BYTES).mean()).isBetween(100.0, 2_000.0);
        assertThat(report.perMessage().roundTripsAtMost(4).isKept()).isFalse();
        assertThat(report.perMessage().walBytesAtMost(100).isKept()).isFalse();
        assertThat(reading(pool).of(WAL_BYTES).mean()).as("of reading").isLessThan(100);
      }
    }
  }

  /** An insert that returns what it wrote is one row; reading is none. */
  private static BudgetReport reading(DataSource pool) {
    return Budget.of(pool)
        .messages(50)
        .deliver(
            (db, n) -> {
              try (Connection connection = db.getConnection();
                  PreparedStatement select = connection.prepareStatement("select * from account");
                  ResultSet rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
              }
            });
  }
}
