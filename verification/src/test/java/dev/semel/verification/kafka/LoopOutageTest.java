// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Semel;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.spi.InboxEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.PostgresDatabase;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import org.junit.jupiter.api.Test;

/** The database goes away and comes back. */
class LoopOutageTest {
  @Test
  void nothing_is_acknowledged_while_the_database_is_away_and_nothing_is_lost_when_it_is_back() {
    Heard heard = new Heard();
    try (Stage stage = new Stage(2);
        EmbeddedPostgres server = EmbeddedPostgres.start();
        TestDatabase db = PostgresDatabase.on(server);
        KafkaConsumerLoop loop =
            KafkaConsumerLoop.in(Semel.with(db.raw()).listener(heard).build())
                .named(stage.group)
                .connecting(stage.connection("session.timeout.ms", 6_000))
                .topics(stage.topic)
                .apply(
                    (tx, message) ->
                        db.insertEffect(
                            tx.connection(), message.id().orElseThrow(), message.text()))
                .start()) {
      stage.sendNumbers(0, 100, 10);
      Eventually.holds("all are committed", () -> stage.committedSum() == 100);

      server.kill();
      stage.sendNumbers(100, 100, 10);
      // Without a pool a connection is refused at once, so they were tried and refused by then.
      Eventually.holds(
          "tried in vain, several times", () -> heard.all(InboxEvent.Outage.class).size() >= 6);
      assertThat(heard.all(InboxEvent.Outage.class))
          .allSatisfy(outage -> assertThat(outage.code()).startsWith("SEMEL-"));
      assertThat(stage.committedSum()).isEqualTo(100);
      server.restart();

      Eventually.holds("all are committed", () -> stage.committedSum() == 200);
      heard.await(InboxEvent.Recovered.class, recovered -> recovered.lasted().toNanos() > 0);
      assertThat(Sql.number(db.dataSource(), "select count(*) from effect")).isEqualTo(200);
      assertThat(Sql.number(db.dataSource(), "select count(distinct id) from effect"))
          .isEqualTo(200);
      assertThat(heard.all(InboxEvent.Revoked.class)).isEmpty();
      assertThat(loop.settled()).isEqualTo(200);
    }
  }
}
