// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.testkit.Outdoors.Gateway;
import dev.semel.testkit.Outdoors.Publisher;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoundaryTest {
  private DataSource database;
  private DataSource audit;
  private Outdoors outdoors;

  @BeforeEach
  void open() throws SQLException, IOException {
    database = Bank.h2();
    Bank.reset(database);
    audit = Bank.h2();
    outdoors = new Outdoors();
  }

  @AfterEach
  void close() {
    outdoors.close();
  }

  private interface Work {
    void in(Connection connection) throws Exception;
  }

  private static void inTransaction(DataSource database, Work work) throws Exception {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      work.in(connection);
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  private BoundaryReport deliver(Boundary.Attempt attempt) {
    return Boundary.of(database).withoutSocketWatch().deliver(attempt);
  }

  private static void passes(BoundaryReport report) {
    report.assertEffectStaysInOneTransaction();
    assertThat(report.findings()).isEmpty();
    assertThat(report.toString()).startsWith("the effect stays in one transaction");
  }

  private static void isCaught(BoundaryReport report, String... parts) {
    assertThat(report.findings()).singleElement().asString().contains(parts);
    assertThatThrownBy(report::assertEffectStaysInOneTransaction)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("the effect does not stay in one transaction. It\n1. ")
        .hasMessageContaining("what went through the doors:\n  database#");
  }

  @Test
  void dedup_and_effect_in_one_transaction_stay() {
    passes(deliver(doors -> Bank.careful(doors.database(), "p1")));
    passes(Boundary.of(database).deliver(doors -> Bank.careful(doors.database(), "p2")));
  }

  @Test
  void a_mark_in_a_transaction_of_its_own_is_a_second_commit() {
    isCaught(
        deliver(doors -> Bank.marksFirst(doors.database(), "p1")),
        "commits its writes to database in 2 transactions, not in one",
        "insert into seen values (?) @Bank.java:",
        "committed by itself, as autocommit is on",
        "update account set balance = balance + 10 where id = 7 @Bank.java:",
        "and 1 more, committed by commit @Bank.java:",
        "Do all of it before one commit");
  }

  @Test
  void one_statement_that_commits_by_itself_stays_and_two_do_not() {
    passes(deliver(doors -> Bank.run(doors.database(), "insert into seen values ('p1')")));
    isCaught(
        deliver(
            doors ->
                Bank.run(
                    doors.database(),
                    "insert into seen values ('p2')",
                    "update account set balance = 0")),
        "in 2 transactions");
  }

  @Test
  void a_commit_in_the_middle_is_caught_and_one_without_writes_before_it_is_not() {
    isCaught(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      Bank.markSeen(connection, "p1");
                      connection.commit();
                      Bank.credit(connection, "p1");
                    })),
        "in 2 transactions",
        "committed by commit @BoundaryTest.java:");
    passes(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      Bank.seen(connection, "p2");
                      connection.commit();
                      Bank.credit(connection, "p2");
                    })));
  }

  @Test
  void what_was_rolled_back_before_another_try_does_not_count() {
    passes(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      Bank.markSeen(connection, "p1");
                      connection.rollback();
                      Bank.markSeen(connection, "p1");
                      Bank.credit(connection, "p1");
                    })));
  }

  @Test
  void a_statement_that_failed_has_written_nothing() {
    passes(
        deliver(
            doors -> {
              try {
                Bank.run(doors.database(), "insert into account values (7, 1)");
              } catch (SQLException expected) {
                Bank.careful(doors.database(), "p1");
              }
            }));
  }

  @Test
  void switching_autocommit_on_commits() {
    isCaught(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      Bank.markSeen(connection, "p1");
                      connection.setAutoCommit(true);
                      connection.setAutoCommit(false);
                      Bank.credit(connection, "p1");
                    })),
        "committed as autocommit was switched on by setAutoCommit(true) @BoundaryTest.java:");
  }

  @Test
  void a_commit_that_is_sent_as_text_counts() {
    isCaught(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      Bank.markSeen(connection, "p1");
                      try (Statement statement = connection.createStatement()) {
                        statement.execute("/* mine */ commit");
                      }
                      Bank.credit(connection, "p1");
                    })),
        "committed as SQL text by /* mine */ commit @".replace("/* mine */ ", ""));
    passes(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      Bank.markSeen(connection, "p3");
                      Bank.credit(connection, "p3");
                      try (Statement statement = connection.createStatement()) {
                        statement.execute("commit");
                      }
                    })));
  }

  @Test
  void h2_commits_when_it_meets_ddl() {
    isCaught(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      Bank.credit(connection, "p1");
                      try (Statement statement = connection.createStatement()) {
                        statement.execute("truncate table seen");
                      }
                    })),
        "committed by H2, as DDL does by truncate table seen");
  }

  @Test
  void a_batch_that_commits_by_itself_is_one_commit() {
    passes(
        deliver(
            doors -> {
              try (Connection connection = doors.database().getConnection();
                  PreparedStatement insert =
                      connection.prepareStatement("insert into seen values (?)")) {
                for (int i = 0; i < 3; i++) {
                  insert.setString(1, "p" + i);
                  insert.addBatch();
                }
                insert.executeBatch();
              }
            }));
  }

  @Test
  void two_connections_at_once_are_caught_and_one_that_reads_is_not() {
    BoundaryReport nested =
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    outer -> {
                      Bank.credit(outer, "p1");
                      inTransaction(doors.database(), inner -> Bank.markSeen(inner, "p1"));
                    }));
    assertThat(nested.findings()).hasSize(2);
    assertThat(nested.findings().get(0))
        .contains("writes through two connections of database at the same time")
        .contains("connection 1: update account")
        .contains("connection 2: insert into seen")
        .contains("no REQUIRES_NEW");
    assertThat(nested.findings().get(1)).contains("in 2 transactions");
    passes(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    outer -> {
                      inTransaction(doors.database(), inner -> Bank.seen(inner, "p2"));
                      Bank.credit(outer, "p2");
                    })));
  }

  private Boundary.Attempt audited(String payment) {
    return doors ->
        inTransaction(
            doors.database(),
            connection -> {
              Bank.credit(connection, payment);
              inTransaction(doors.database("audit", audit), other -> Bank.markSeen(other, payment));
            });
  }

  @Test
  void another_data_source_is_caught_unless_it_is_allowed_or_only_read() {
    isCaught(
        deliver(audited("p1")),
        "writes through 2 data sources:",
        "database: update account",
        "audit: insert into seen values (?) @Bank.java:",
        "allowing(\"audit\")");
    passes(Boundary.of(database).withoutSocketWatch().allowing("audit").deliver(audited("p3")));
    passes(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      Bank.credit(connection, "p2");
                      inTransaction(
                          doors.database("audit", audit), other -> Bank.seen(other, "p2"));
                    })));
  }

  private void publishing(Doors doors, boolean inside) throws Exception {
    Publisher publisher = doors.publishing(Publisher.class, outdoors.publisher());
    inTransaction(
        doors.database(),
        connection -> {
          Bank.credit(connection, "p1");
          if (inside) {
            publisher.publish("p1");
          }
        });
    if (!inside) {
      publisher.publish("p1");
    }
  }

  @Test
  void a_publication_inside_the_transaction_is_caught_and_one_after_the_commit_is_not() {
    isCaught(
        deliver(doors -> publishing(doors, true)),
        "publishes inside the transaction: Publisher.publish @BoundaryTest.java:",
        "around it update account",
        "write the message to an outbox",
        "allowing(\"Publisher\")");
    passes(deliver(doors -> publishing(doors, false)));
    passes(
        Boundary.of(database)
            .withoutSocketWatch()
            .allowing("Publisher")
            .deliver(doors -> publishing(doors, true)));
    assertThat(outdoors.published()).containsExactly("p1", "p1", "p1");
  }

  @Test
  void a_call_before_the_first_statement_but_inside_the_transaction_is_caught() {
    isCaught(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      doors.calling(Gateway.class, customer -> "charged").charge("c1");
                      Bank.credit(connection, "p1");
                    })),
        "calls outside inside the transaction: Gateway.charge");
    passes(
        deliver(
            doors -> {
              doors.calling(Gateway.class, customer -> "charged").charge("c1");
              Bank.careful(doors.database(), "p1");
            }));
  }

  @Test
  void an_acknowledgement_before_the_commit_is_caught() {
    isCaught(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      Bank.credit(connection, "p1");
                      doors.acknowledging(Runnable.class, () -> {}).run();
                    })),
        "acknowledges inside the transaction: Runnable.run",
        "Acknowledge after the commit");
  }

  @Test
  void http_inside_the_transaction_is_caught_through_its_door() {
    isCaught(
        deliver(
            doors ->
                inTransaction(
                    doors.database(),
                    connection -> {
                      Bank.credit(connection, "p1");
                      outdoors.send(doors.http(outdoors.client()));
                    })),
        "speaks HTTP inside the transaction: POST /charges @Outdoors.java:");
  }

  @Test
  void a_transaction_that_only_reads_may_call_whom_it_likes() {
    passes(
        deliver(
            doors -> {
              inTransaction(
                  doors.database(),
                  connection -> {
                    Bank.seen(connection, "p1");
                    outdoors.send(doors.http(outdoors.client()));
                  });
              Bank.careful(doors.database(), "p1");
            }));
  }

  @Test
  void what_is_never_committed_is_caught() {
    isCaught(
        deliver(
            doors -> {
              try (Connection connection = doors.database().getConnection()) {
                connection.setAutoCommit(false);
                Bank.credit(connection, "p1");
              }
            }),
        "writes and never commits: update account",
        "given up by close @BoundaryTest.java:");
  }

  @Test
  void a_delivery_that_writes_nothing_through_a_door_proves_nothing() {
    BoundaryReport elsewhere = deliver(doors -> Bank.careful(database, "p1"));
    assertThat(elsewhere.findings()).isEmpty();
    assertThatThrownBy(elsewhere::assertEffectStaysInOneTransaction)
        .hasMessageContaining("wrote nothing through the database's door")
        .hasMessageContaining("  nothing");
    assertThatThrownBy(
            () ->
                deliver(doors -> Bank.careful(doors.database(), "p1"))
                    .assertEffectStaysInOneTransaction())
        .as("a duplicate")
        .hasMessageContaining("is the message a new one?")
        .hasMessageContaining("select 1 from seen");
  }

  @Test
  void a_delivery_that_fails_is_no_proof_and_its_findings_are_told_nevertheless() {
    BoundaryReport plain =
        deliver(
            doors -> {
              throw new IllegalStateException("no such account");
            });
    assertThatThrownBy(plain::assertEffectStaysInOneTransaction)
        .hasMessageContaining("the delivery failed")
        .hasMessageContaining("IllegalStateException")
        .hasMessageNotContaining("no such account")
        .hasCause(plain.failure().orElseThrow());
    BoundaryReport both =
        deliver(
            doors -> {
              Bank.marksFirst(doors.database(), "p1");
              throw new IllegalStateException("after all");
            });
    assertThatThrownBy(both::assertEffectStaysInOneTransaction)
        .hasMessageContaining("in 2 transactions")
        .hasCause(both.failure().orElseThrow());
  }

  @Test
  void doors_may_be_older_than_the_delivery() {
    Boundary boundary = Boundary.of(database).withoutSocketWatch();
    DataSource door = boundary.doors().database();
    passes(boundary.deliver(doors -> Bank.careful(door, "p1")));
    isCaught(boundary.deliver(doors -> Bank.marksFirst(door, "p2")), "in 2 transactions");
    passes(boundary.deliver(doors -> Bank.careful(door, "p3")));
  }

  @Test
  void a_pool_over_a_door_that_never_commits_by_itself_is_understood() {
    Boundary boundary = Boundary.of(database).withoutSocketWatch();
    HikariConfig config = new HikariConfig();
    config.setDataSource(boundary.doors().database());
    config.setAutoCommit(false);
    config.setMaximumPoolSize(2);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Work work = connection -> Bank.credit(connection, "p1");
      passes(boundary.deliver(doors -> committed(pool, work)));
      assertThat(
              boundary
                  .deliver(
                      doors -> {
                        committed(pool, work);
                        committed(pool, work);
                      })
                  .findings())
          .singleElement()
          .asString()
          .contains("in 2 transactions");
    }
  }

  private static void committed(DataSource pool, Work work) throws Exception {
    try (Connection connection = pool.getConnection()) {
      work.in(connection);
      connection.commit();
    }
  }

  @Test
  void options_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> Boundary.of(database).allowing("database"))
        .isInstanceOf(TestkitException.class)
        .hasMessageContaining("SEMEL-340");
    assertThatThrownBy(() -> Boundary.of(database).allowing(" ")).hasMessageContaining("SEMEL-340");
    BoundaryReport report =
        deliver(
            doors -> {
              doors.database("audit", audit);
              doors.database("audit", database);
            });
    assertThat(report.failure().orElseThrow())
        .hasMessageContaining("SEMEL-340")
        .hasMessageContaining("two data sources are called 'audit'");
  }

  @Test
  void a_database_elsewhere_is_refused_before_it_is_touched() {
    DataSource elsewhere = Elsewhere.of(database);
    assertThatThrownBy(() -> Boundary.of(elsewhere).deliver(doors -> {}))
        .isInstanceOf(TestkitException.class)
        .hasMessageContaining("SEMEL-301")
        .hasMessageContaining("192.0.2.1");
    assertThatThrownBy(() -> Budget.of(elsewhere).deliver((db, n) -> {}))
        .hasMessageContaining("SEMEL-301");
    passes(
        Boundary.of(elsewhere)
            .withoutSocketWatch()
            .allowRemoteDatabase()
            .deliver(doors -> Bank.careful(doors.database(), "p1")));
    Budget.of(elsewhere)
        .allowRemoteDatabase()
        .deliver((db, n) -> Bank.careful(db, "more" + n))
        .perMessage()
        .statementsAtMost(4)
        .assertKept();
  }
}
