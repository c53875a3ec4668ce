// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.testkit.internal.volley.Shot;
import dev.semel.testkit.internal.volley.Volley;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StormTest {
  private static HikariDataSource database;

  private static final Invariant ONCE = Invariants.atMostOncePer("select payment from credit");

  @BeforeAll
  static void open() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setDataSource(Postgres.fresh());
    config.setMaximumPoolSize(16);
    database = new HikariDataSource(config);
    Bank.create(database);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void reset() throws SQLException {
    Bank.reset(database);
  }

  /** Looks first, and remembers in the same transaction; two may both look before either has. */
  private static void checkThenCredit(DataSource db, String payment) throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      if (!Bank.seen(connection, payment)) {
        Bank.credit(connection, payment);
        try (PreparedStatement insert =
            connection.prepareStatement("insert into seen values (?) on conflict do nothing")) {
          insert.setString(1, payment);
          insert.executeUpdate();
        }
      }
      connection.commit();
    }
  }

  /** Remembers first, in the same transaction: the unique key decides. */
  private static void creditOnce(DataSource db, String payment) throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      Bank.markSeen(connection, payment);
      Bank.credit(connection, payment);
      connection.commit();
    }
  }

  @Test
  void a_check_before_the_effect_is_found() {
    StormReport report =
        Storm.of(database)
            .threads(8)
            .rounds(200)
            .always(ONCE)
            .deliver((db, round) -> checkThenCredit(db, "p-" + round));

    assertThatThrownBy(report::assertHolds)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "after round " + report.rounds() + " this does not hold:\n  double: p-")
        .hasMessageContaining("effects in 'select payment from credit'");
    assertThat(report.violations()).isNotEmpty();
    assertThat(report.roundsThatMet()).isPositive();
  }

  @Test
  void a_unique_key_in_the_transaction_passes_and_losers_are_counted_by_class() {
    StormReport report =
        Storm.of(database)
            .threads(8)
            .rounds(10)
            .always(ONCE, Invariants.conserved("select sum(amount) - count(*) * 10 from credit", 0))
            .deliver((db, round) -> creditOnce(db, "p-" + round))
            .assertHolds();

    assertThat(report.rounds()).isEqualTo(10);
    assertThat(report.returned()).isEqualTo(10);
    assertThat(report.thrown()).isEqualTo(Map.of("org.postgresql.util.PSQLException", 70));
    assertThat(report.mostAtOnce()).isBetween(2, 8);
    assertThat(report.toString()).contains("70 x org.postgresql.util.PSQLException");
  }

  @Test
  void redelivery_goes_on_until_acknowledged_or_the_bound() {
    AtomicInteger calls = new AtomicInteger();
    StormReport report =
        Storm.of(database)
            .threads(4)
            .rounds(1)
            .redeliveringUntilAcknowledged(1_000)
            .always(ONCE)
            .deliver(
                (db, round) -> {
                  Bank.run(db, "select pg_sleep(0.01)");
                  if (calls.incrementAndGet() < 20) {
                    throw new IllegalStateException("busy");
                  }
                })
            .assertHolds();
    assertThat(report.returned()).isEqualTo(4);
    assertThat(report.thrown()).isEqualTo(Map.of("java.lang.IllegalStateException", 19));

    AtomicInteger one = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Storm.of(database)
                    .threads(2)
                    .rounds(1)
                    .redeliveringUntilAcknowledged(3)
                    .always(ONCE)
                    .deliver(
                        (db, round) -> {
                          if (one.incrementAndGet() > 1) {
                            throw new IllegalStateException("busy");
                          }
                        })
                    .assertHolds())
        .isInstanceOf(AssertionError.class)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "in round 1 one of 2 deliveries were never acknowledged, though each was repeated 3"
                + " times");
    assertThat(one).hasValue(5);
  }

  @Test
  void a_round_in_which_nobody_acknowledges_fails() {
    assertThatThrownBy(
            () ->
                Storm.of(database)
                    .always(ONCE)
                    .deliver(
                        (db, round) -> {
                          throw new IllegalStateException("down");
                        })
                    .assertHolds())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("in round 1 no delivery returned: nobody would take the message");
  }

  @Test
  void a_hang_is_told_with_where_the_threads_stand() {
    CountDownLatch never = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                Storm.of(database)
                    .threads(2)
                    .rounds(3)
                    .roundsWithin(Duration.ofMillis(300))
                    .always(ONCE)
                    .deliver((db, round) -> never.await())
                    .assertHolds())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "in round 1 two of 2 deliveries did not end in time; they stood here:\n  delivery-1")
        .hasMessageContaining("CountDownLatch.await")
        .hasMessageContaining("StormTest");
  }

  @Test
  void each_round_begins_as_given() {
    CyclicBarrier together = new CyclicBarrier(2);
    AtomicInteger starts = new AtomicInteger();

    Storm.of(database)
        .threads(2)
        .rounds(5)
        .given(
            db -> {
              starts.incrementAndGet();
              Bank.reset(db);
            })
        .always(Invariants.conserved("select sum(balance) from account", 120))
        .deliver(
            (db, round) -> {
              together.await(60, TimeUnit.SECONDS);
              try (Connection connection = db.getConnection()) {
                Bank.credit(connection, "p-" + round);
              }
            })
        .assertHolds();
    assertThat(starts).hasValue(5);
  }

  @Test
  void deliveries_that_never_met_prove_nothing() {
    StormReport.Writer report = new StormReport.Writer(2, 0);
    report.round(1, new Volley(List.of(new Shot(0, 1, null), new Shot(1, 2, null)), List.of()));

    assertThat(report.finish().holds()).isFalse();
    assertThat(report.finish().toString())
        .startsWith(
            "no two deliveries were ever on their way at the same time, which proves nothing");
  }

  @Test
  void a_storm_without_an_invariant_or_with_bad_numbers_is_refused() {
    assertThatThrownBy(() -> Storm.of(database).deliver((db, round) -> {}))
        .hasMessageStartingWith("SEMEL-303 the storm lacks always(...)");
    assertThatThrownBy(() -> Storm.of(database).threads(1))
        .hasMessage("SEMEL-303 threads(1): it is 2 to 1000");
    assertThatThrownBy(() -> Storm.of(database).rounds(0))
        .hasMessageStartingWith("SEMEL-303 rounds(0)");
    assertThatThrownBy(() -> Storm.of(database).roundsWithin(Duration.ZERO))
        .hasMessageStartingWith("SEMEL-303 roundsWithin(PT0S)");
  }
}
