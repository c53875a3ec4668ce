// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Outbox;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.internal.sql.Backlog;
import dev.semel.internal.sql.Migrations;
import dev.semel.internal.sql.RelayName;
import dev.semel.internal.sql.RelaySql;
import dev.semel.spi.RelayEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A transaction that goes on writing hides what is committed after it, and is named. */
class HorizonTest {
  @Test
  void a_long_transaction_is_named_and_after_its_end_all_arrive_in_order() throws Exception {
    List<RelayEvent.HorizonHeld> heard = new CopyOnWriteArrayList<>();
    try (TestDatabase db = PostgresServers.forgetfulDatabase();
        Connection writer = db.raw().getConnection()) {
      Semel semel =
          Semel.with(db.dataSource())
              .listener(
                  event -> {
                    if (event instanceof RelayEvent.HorizonHeld held) {
                      heard.add(held);
                    }
                  })
              .build();
      Truth truth = Truth.create(db.dataSource(), 3);
      Arrivals sent = new Arrivals();
      try (Relay relay = semel.relay().to(Sinks.ordered(sent::arrive)).start()) {
        truth.publish(semel, 0, 1);
        sent.await(truth);
        Eventually.holds("its place is written down", () -> theOnly(semel).backlog() == 0);
        assertThat(theOnly(semel).horizon()).isEmpty();

        writer.setAutoCommit(false);
        String since = Sql.text(writer, "select now()");
        String transaction = Sql.text(writer, "select pg_current_xact_id()");
        String session = db.session(writer);
        for (int key = 0; key < 3; key++) {
          truth.publish(semel, key, 10);
        }
        Outbox.Standing standing = theOnly(semel);
        assertThat(standing.backlog()).isEqualTo(30);
        assertThat(standing.oldest()).isPresent();
        Outbox.Horizon horizon = standing.horizon().orElseThrow();
        assertThat(horizon.transaction()).isEqualTo(transaction);
        assertThat(horizon.hidden()).isEqualTo(30);
        assertThat(horizon.session()).hasToString(session);
        assertThat(horizon.since()).isEqualTo(instant(db, since));

        Eventually.holds("it is told", () -> !heard.isEmpty());
        assertThat(heard.get(0).relay()).isEqualTo("relay");
        assertThat(heard.get(0).transaction()).isEqualTo(transaction);
        assertThat(heard.get(0).session()).hasToString(session);
        assertThat(heard.get(0).since()).isEqualTo(instant(db, since));
        assertThat(sent.first()).as("while it goes on").isEqualTo(1);

        writer.rollback();
        sent.await(truth);
        assertThat(theOnly(semel).horizon()).isEmpty();
        assertThat(relay).isNotNull();
      }
      sent.assertExact(truth);
    }
  }

  /** Else an outage under load would blame whoever happens to be writing, every few seconds. */
  @Test
  void a_backlog_that_is_old_for_another_reason_is_not_held_against_who_writes_now()
      throws Exception {
    try (TestDatabase db = PostgresServers.forgetfulDatabase();
        Connection writer = db.raw().getConnection();
        Connection c = db.raw().getConnection()) {
      Semel semel = Semel.on(db.dataSource());
      try (Relay relay = semel.relay().to((batch, answers) -> {}).build()) {
        assertThat(relay.runOnce()).isZero();
      }
      semel.once(Key.of("old", "1"), tx -> tx.publish(Message.to("t").body("old")));
      Sql.run(db.raw(), "update semel_outbox set created_at = now() - interval '1 hour'");
      writer.setAutoCommit(false);
      Sql.text(writer, "select pg_current_xact_id()");
      semel.once(Key.of("new", "1"), tx -> tx.publish(Message.to("t").body("new")));
      c.setAutoCommit(false);
      RelaySql relays = Migrations.of(db.dataSource(), null).database().relay();
      RelayName name = new RelayName("relay", 0, 1);

      Backlog backlog = relays.backlog(c, name, 100);
      assertThat(backlog.rows()).isEqualTo(2);
      assertThat(backlog.hidden()).isOne();
      assertThat(backlog.hiddenMillis()).isLessThan(3_000_000);

      Sql.run(db.raw(), "update semel_outbox set created_at = now() - interval '1 hour'");
      assertThat(relays.backlog(c, name, 100).hiddenMillis()).isGreaterThan(3_000_000);
      writer.rollback();
    }
  }

  private static Outbox.Standing theOnly(Semel semel) {
    List<Outbox.Standing> all = semel.outbox().relays();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static Instant instant(TestDatabase db, String text) {
    String micros =
        Sql.text(
            db.dataSource(), "select (extract(epoch from ?::timestamptz) * 1000000)::bigint", text);
    return Instant.EPOCH.plus(Long.parseLong(micros), java.time.temporal.ChronoUnit.MICROS);
  }
}
