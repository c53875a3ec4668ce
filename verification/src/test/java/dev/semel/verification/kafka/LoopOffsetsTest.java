// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.kafka.KafkaConsumerBuilder;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.spi.InboxEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a loop begins: at what the database knows, and in the topic that is there now. */
class LoopOffsetsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** Everything the database holds, put aside and put back, as a backup would. */
  private record Backup(Stage stage) {
    private static final List<String> TABLES =
        List.of("effect", "semel_ledger", "semel_inbox_progress");

    Backup take() {
      for (String table : TABLES) {
        Sql.run(stage.db.raw(), "create table copy_of_%s as table %s".formatted(table, table));
      }
      return this;
    }

    void restore() {
      for (String table : TABLES) {
        Sql.run(stage.db.raw(), "delete from " + table);
        Sql.run(stage.db.raw(), "insert into %s table copy_of_%s".formatted(table, table));
      }
    }
  }

  @Test
  void a_database_that_was_put_back_gets_what_it_lost_again_while_the_loop_runs() {
    try (Stage stage = new Stage(2)) {
      try (KafkaConsumerLoop loop = stage.loop().offsetsInDatabase().start()) {
        stage.sendNumbers(0, 100, 10);
        Eventually.holds("all are committed", () -> stage.committedSum() == 100);
        Backup backup = new Backup(stage).take();
        stage.sendNumbers(100, 100, 10);
        Eventually.holds("all are committed", () -> stage.committedSum() == 200);
        stage.assertAppliedOnce(0, 200);

        backup.restore();
        stage.assertAppliedOnce(0, 100);
        stage.heard.await(InboxEvent.Rewound.class, rewound -> rewound.to() < rewound.from());
        stage.awaitEffects(200);
        stage.sendNumbers(200, 10, 10);
        stage.awaitEffects(210);
        assertThat(loop.settled()).isGreaterThan(300);
      }
      stage.assertAppliedOnce(0, 210);
    }
  }

  @Test
  void a_database_that_was_put_back_gets_what_it_lost_when_the_loop_starts() {
    try (Stage stage = new Stage(2)) {
      KafkaConsumerBuilder chosen = stage.loop().offsetsInDatabase();
      stage.sendNumbers(0, 100, 10);
      try (KafkaConsumerLoop loop = chosen.build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(100);
      }
      Backup backup = new Backup(stage).take();
      stage.sendNumbers(100, 100, 10);
      try (KafkaConsumerLoop loop = chosen.build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(100);
      }
      backup.restore();
      try (KafkaConsumerLoop loop = chosen.build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(100);
      }
      stage.assertAppliedOnce(0, 200);
    }
  }

  @Test
  void without_offsets_in_the_database_what_it_lost_stays_lost() {
    try (Stage stage = new Stage(1)) {
      stage.sendNumbers(0, 10, 10);
      try (KafkaConsumerLoop loop = stage.loop().build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(10);
      }
      Sql.run(stage.db.raw(), "delete from effect");
      Sql.run(stage.db.raw(), "delete from semel_ledger");
      try (KafkaConsumerLoop loop = stage.loop().build()) {
        assertThat(loop.runOnce(SOON)).isZero();
      }
      assertThat(stage.effects()).isEmpty();
    }
  }

  @Test
  void a_topic_that_is_made_again_while_the_loop_runs_is_consumed_from_its_beginning() {
    try (Stage stage = new Stage(1)) {
      try (KafkaConsumerLoop loop = stage.loop().start()) {
        stage.sendNumbers(0, 20, 4);
        stage.awaitEffects(20);
        Eventually.holds("all are committed", () -> stage.committedSum() == 20);
        loop.pause();
        stage.recreateTopic();
        // More than there were, so that the old place is one in the new topic as well.
        stage.sendNumbers(1_000, 50, 4);
        loop.resume();
        stage.awaitEffects(70);
        stage.heard.await(
            InboxEvent.SourceReplaced.class, replaced -> replaced.source().equals(stage.topic));
      }
      assertThat(stage.count()).isEqualTo(70);
    }
  }

  @Test
  void a_topic_that_is_made_again_while_the_loop_is_away_is_consumed_from_its_beginning() {
    try (Stage stage = new Stage(1)) {
      stage.sendNumbers(0, 20, 4);
      try (KafkaConsumerLoop loop = stage.loop().build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(20);
      }
      var before = stage.committed();
      stage.recreateTopic();
      stage.sendNumbers(1_000, 50, 4);
      // As when somebody commits late, or copies offsets to another cluster: the place of the old
      // topic is still there.
      stage.commit(before);
      try (KafkaConsumerLoop loop = stage.loop().build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(50);
      }
      assertThat(stage.count()).isEqualTo(70);
      assertThat(stage.heard.all(InboxEvent.SourceReplaced.class)).hasSize(1);
    }
  }

  @Test
  void by_place_a_topic_that_is_made_again_is_another_and_a_redelivery_is_none() {
    try (Stage stage = new Stage(1)) {
      KafkaConsumerBuilder chosen = stage.loop().identifiedByPlace();
      stage.send(stage.record("a", "one"));
      stage.send(stage.record("a", "one"));
      stage.flush();
      try (KafkaConsumerLoop loop = chosen.build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(2);
      }
      assertThat(stage.count()).isEqualTo(2);
      stage.rewindGroup();
      try (KafkaConsumerLoop loop = chosen.build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(2);
      }
      assertThat(stage.count()).isEqualTo(2);
      stage.recreateTopic();
      stage.send(stage.record("a", "one"));
      stage.flush();
      try (KafkaConsumerLoop loop = chosen.build()) {
        assertThat(loop.runOnce(SOON)).isEqualTo(1);
      }
      assertThat(stage.count()).isEqualTo(3);
      assertThat(stage.db.settled(stage.group)).isZero();
    }
  }
}
