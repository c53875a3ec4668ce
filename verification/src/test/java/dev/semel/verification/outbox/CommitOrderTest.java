// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The order of a key is that of those who had its lock, not that of the beginnings of their
 * transactions.
 */
class CommitOrderTest {
  private static final int KEY = 0;

  private final Arrivals sent = new Arrivals();
  private TestDatabase db;
  private Semel semel;
  private Truth truth;
  private Relay relay;

  @BeforeEach
  void open() {
    db = PostgresServers.forgetfulDatabase();
    semel = Semel.on(db.dataSource());
    Sql.run(db.dataSource(), NaiveReader.ADD_OWN);
    truth = Truth.create(db.dataSource(), 1);
    relay = semel.relay().to(Sinks.ordered(sent::arrive)).build();
  }

  @AfterEach
  void close() {
    relay.close();
    db.close();
  }

  @Test
  void who_began_first_and_had_the_key_second_is_second() throws Exception {
    try (Connection late = transaction()) {
      begin(late);
      truth.publish(semel, KEY, 1);
      publish(late);
      late.commit();
    }
    assertThat(relay.runOnce()).isEqualTo(2);
    sent.assertExact(truth);
    assertThat(naive().disorders()).as("by the id of the transaction").isPositive();
  }

  @Test
  void a_third_that_keeps_the_horizon_between_the_two_does_not_let_the_second_go_first()
      throws Exception {
    try (Connection late = transaction();
        Connection third = transaction()) {
      begin(late);
      begin(third);
      truth.publish(semel, KEY, 1);
      publish(late);
      late.commit();
      assertThat(relay.runOnce()).as("while the third one may still write").isZero();
      Arrivals naive = naive();
      assertThat(naive.first()).as("below the horizon, by the id of the transaction").isEqualTo(1);
      assertThat(naive.disorders()).isPositive();
      third.commit();
    }
    assertThat(relay.runOnce()).isEqualTo(2);
    sent.assertExact(truth);
  }

  @Test
  void who_waits_for_the_key_in_the_statement_that_locks_it_is_second() throws Exception {
    try (Connection first = transaction();
        Connection late = transaction()) {
      begin(late);
      truth.publish(first, semel, Item.TOPIC, KEY, 1);
      Thread waits =
          new Thread(
              () -> {
                try {
                  publish(late);
                  late.commit();
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      waits.start();
      Eventually.holds("it waits for the lock", () -> db.waitingForLocks() == 1);
      first.commit();
      waits.join();
    }
    assertThat(relay.runOnce()).isEqualTo(2);
    sent.assertExact(truth);
    assertThat(naive().disorders()).as("by the id of the transaction").isPositive();
  }

  /** Who began after all that a message could have waited for does not hold it back. */
  @Test
  void a_committed_message_waits_for_nobody_who_began_after_it_was_written() throws Exception {
    try (Connection early = transaction();
        Connection other = transaction();
        Connection third = transaction()) {
      begin(early);
      begin(other);
      other.commit();
      begin(third);
      publish(early);
      early.commit();
      Eventually.holds("it can be read", () -> hidden() == 0);
      truth.publish(semel, KEY, 1);
      assertThat(hidden()).isEqualTo(1);
      third.rollback();
    }
    assertThat(relay.runOnce()).isEqualTo(2);
    sent.assertExact(truth);
  }

  private long hidden() {
    return Sql.number(
        db.dataSource(),
        "select count(*) from semel_outbox"
            + " where stamp >= pg_snapshot_xmin(pg_current_snapshot())");
  }

  private Connection transaction() throws SQLException {
    Connection c = db.raw().getConnection();
    c.setAutoCommit(false);
    return c;
  }

  /** Has its id from here on. */
  private static void begin(Connection c) throws SQLException {
    Sql.run(c, "insert into noise values (1)");
  }

  private void publish(Connection c) throws SQLException {
    truth.publish(c, semel, Item.TOPIC, KEY, 1);
  }

  private Arrivals naive() throws SQLException {
    Arrivals naive = new Arrivals();
    NaiveReader.BY_TRANSACTION.read(db.dataSource(), naive, () -> true);
    return naive;
  }
}
