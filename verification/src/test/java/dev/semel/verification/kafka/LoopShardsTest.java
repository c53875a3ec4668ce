// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Semel;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.kafka.Shards;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two databases share a topic by business key. */
class LoopShardsTest {
  @Test
  void each_message_is_applied_once_in_the_database_of_its_key() {
    try (Stage stage = new Stage(3);
        TestDatabase other = Server.POSTGRESQL_18.open()) {
      Semel second = Semel.on(other.dataSource());
      Shards shards = Shards.of(stage.semel, second);
      stage.sendNumbers(0, 400, 80);
      stage.sendNumbers(0, 400, 80);
      try (KafkaConsumerLoop loop =
          KafkaConsumerLoop.in(shards)
              .named(stage.group)
              .connecting(stage.connection())
              .topics(stage.topic)
              .lanes(2)
              .offsetsInDatabase()
              .apply(
                  (tx, message) ->
                      Sql.run(
                          tx.connection(),
                          "insert into effect (id, what) values (?, ?)",
                          message.id().orElseThrow(),
                          message.key().orElseThrow()))
              .build()) {
        assertThat(loop.runOnce(Duration.ofSeconds(30))).isEqualTo(800);
      }
      List<String> here = Sql.texts(stage.db.dataSource(), "select id from effect");
      List<String> there = Sql.texts(other.dataSource(), "select id from effect");
      assertThat(here).isNotEmpty().doesNotContainAnyElementsOf(there);
      assertThat(there).isNotEmpty();
      assertThat(here.size() + there.size()).isEqualTo(400);
      assertThat(Sql.texts(stage.db.dataSource(), "select distinct what from effect"))
          .allSatisfy(key -> assertThat(shards.holding(key)).isSameAs(stage.semel));
      assertThat(IntStream.range(0, 80).filter(n -> shards.holding("key-" + n) == second).count())
          .isEqualTo(Sql.number(other.dataSource(), "select count(distinct what) from effect"));
    }
  }
}
