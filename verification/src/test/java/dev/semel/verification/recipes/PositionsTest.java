// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Effect;
import dev.semel.Key;
import dev.semel.Semel;
import dev.semel.recipe.Positions;
import dev.semel.recipe.Positions.Answer;
import dev.semel.recipe.Positions.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PositionsTest {
  private static final int W = Positions.WINDOW;

  /** A table to which every effect adds its number, so that a second effect shows. */
  private record Effects(Db db, String table) {
    static Effects on(Db db) throws SQLException {
      String table = Db.fresh("effects");
      db.ddl("create table " + table + " (number bigint not null)");
      return new Effects(db, table);
    }

    Effect<SQLException> of(long number) {
      return tx -> Db.run(tx.connection(), "insert into " + table + " values (?)", number);
    }

    Lane lane() {
      return Positions.of(table).lane("orders", "epoch-1", 0);
    }

    List<Long> numbers() throws SQLException {
      return db.rows("select number from " + table + " order by number").stream()
          .map(Long::valueOf)
          .toList();
    }

    Answer deliver(Lane lane, long number) throws Exception {
      return db.commit(c -> lane.attempt(c, number, of(number)));
    }
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource
  void every_order_of_five_with_every_message_twice_has_each_effect_once(Db db) throws Exception {
    Effects effects = Effects.on(db);
    int lane = 0;
    for (List<Long> order : Deliveries.permutations(range(0, 4))) {
      Lane fresh = Positions.of(effects.table).lane("orders", "epoch-1", lane++);
      db.committing(
          c -> {
            Db.run(c, "delete from " + effects.table);
            for (long number : Deliveries.twice(order)) {
              fresh.once(c, number, effects.of(number));
            }
            for (long number : order) {
              fresh.once(c, number, effects.of(number));
            }
          });
      assertThat(effects.numbers()).as("%s", order).isEqualTo(range(0, 4));
    }
  }

  @ParameterizedTest
  @EnumSource
  void random_orders_with_repeats_and_crashes_have_each_effect_once(Db db) throws Exception {
    Effects effects = Effects.on(db);
    Lane lane = effects.lane();
    Random random = Deliveries.random("positions on " + db);
    for (long number : Deliveries.shuffled(range(0, 100), random)) {
      if (random.nextInt(3) == 0) {
        db.rollingBack(c -> lane.once(c, number, effects.of(number)));
      }
      db.committing(c -> lane.once(c, number, effects.of(number)));
    }
    assertThat(effects.numbers()).isEqualTo(range(0, 100));
    for (long number = 0; number <= 100; number++) {
      assertThat(effects.deliver(lane, number)).as("a replay").isEqualTo(Answer.DUPLICATE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void many_at_once_have_each_effect_once(Db db) throws Exception {
    Effects effects = Effects.on(db);
    Random random = Deliveries.random("positions at once on " + db);
    for (int round = 0; round < 5; round++) {
      db.ddl("delete from " + effects.table);
      Lane lane = Positions.of(effects.table).lane("orders", "epoch-1", round);
      List<Long> numbers = new ArrayList<>(Deliveries.twice(range(0, 3)));
      Collections.shuffle(numbers, random);
      List<Db.Work<Answer>> works = new ArrayList<>();
      numbers.forEach(number -> works.add(c -> lane.attempt(c, number, effects.of(number))));
      List<Answer> answers = db.atOnce(works);
      assertThat(effects.numbers()).isEqualTo(range(0, 3));
      assertThat(answers).filteredOn(Answer.APPLIED::equals).hasSize(4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_memory_does_not_grow_over_a_hundred_thousand_messages(Db db) throws Exception {
    Effects effects = Effects.on(db);
    Lane lane = effects.lane();
    String size =
        "select count(*), max(octet_length(window_bits)), min(octet_length(window_bits))"
            + " from semel_position where scope = '"
            + effects.table
            + "'";
    effects.deliver(lane, 0);
    List<String> atFirst = db.rows(size);
    for (long from = 0; from < 100_000; from += 500) {
      List<Long> batch = new ArrayList<>(range(from, from + 499));
      Collections.shuffle(batch, new Random(from));
      int fresh = db.<List<Long>>commit(c -> lane.claim(c, batch)).size();
      assertThat(fresh).isEqualTo(from == 0 ? 499 : 500);
    }
    assertThat(db.rows(size)).isEqualTo(atFirst).containsExactly("1|128|128");
    assertThat(
            db.rows(
                "select count(*) from semel_source_epoch where epoch = 'epoch-1'"
                    + " and source_id in (select id from semel_source where scope = '"
                    + effects.table
                    + "')"))
        .containsExactly("1");
    for (long old : new long[] {0, 1, 31_337, 99_999}) {
      assertThat(effects.deliver(lane, old)).isEqualTo(Answer.DUPLICATE);
    }
    assertThat(effects.deliver(lane, 100_000)).isEqualTo(Answer.APPLIED);
  }

  @ParameterizedTest
  @EnumSource
  void what_the_window_passed_unseen_is_neither_new_nor_a_duplicate(Db db) throws Exception {
    Effects effects = Effects.on(db);
    Lane lane = effects.lane();
    effects.deliver(lane, 0);
    effects.deliver(lane, 10L * W);
    assertThat(effects.deliver(lane, 0)).isEqualTo(Answer.DUPLICATE);
    assertThat(effects.deliver(lane, 10L * W)).isEqualTo(Answer.DUPLICATE);
    assertThat(effects.deliver(lane, 5)).isEqualTo(Answer.CANNOT_TELL);
    assertThat(effects.deliver(lane, 10L * W - 1)).isEqualTo(Answer.APPLIED);
    db.committing(
        c ->
            assertThatThrownBy(() -> lane.once(c, 5, effects.of(5)))
                .hasMessageStartingWith("SEMEL-035")
                .hasMessageContaining("number 5 of"));
    db.committing(
        c ->
            assertThatThrownBy(() -> lane.claim(c, List.of(10L * W + 1, 5L)))
                .hasMessageStartingWith("SEMEL-035"));
    assertThat(effects.numbers()).doesNotContain(5L);
    db.committing(c -> lane.advance(c, 1, 9L * W));
    assertThat(effects.deliver(lane, 5)).as("a person decided").isEqualTo(Answer.DUPLICATE);
    assertThat(effects.deliver(lane, 10L * W + 1)).isEqualTo(Answer.APPLIED);
  }

  @ParameterizedTest
  @EnumSource
  void who_says_so_gets_them_applied(Db db) throws Exception {
    Effects effects = Effects.on(db);
    Lane lane = Positions.of(effects.table).applyingUnknown().lane("orders", "epoch-1", 0);
    effects.deliver(lane, 10L * W);
    assertThat(effects.deliver(lane, 5)).isEqualTo(Answer.APPLIED);
    assertThat(effects.numbers()).containsExactly(5L, 10L * W);
  }

  @ParameterizedTest
  @EnumSource
  void a_new_epoch_starts_anew_and_an_old_one_is_taken_only_where_it_is_known(Db db)
      throws Exception {
    Effects effects = Effects.on(db);
    Positions positions = Positions.of(effects.table);
    Lane before = positions.lane("orders", "topic-A", 0);
    effects.deliver(before, 0);
    effects.deliver(before, 1);
    Lane after = positions.lane("orders", "topic-B", 0);
    assertThat(effects.deliver(after, 0)).as("the topic was made anew").isEqualTo(Answer.APPLIED);
    assertThat(effects.deliver(before, 1)).as("its row is there").isEqualTo(Answer.DUPLICATE);
    assertThat(effects.deliver(before, 2)).isEqualTo(Answer.APPLIED);
    Lane elsewhere = positions.lane("orders", "topic-A", 1);
    assertThatThrownBy(() -> effects.deliver(elsewhere, 0))
        .hasMessageStartingWith("SEMEL-036")
        .hasMessageContaining("topic-A");
    db.committing(
        c ->
            Db.run(
                c,
                "delete from semel_position where scope = ? and epoch = 'topic-A'",
                effects.table));
    assertThatThrownBy(() -> effects.deliver(before, 0)).hasMessageStartingWith("SEMEL-036");
    assertThat(effects.deliver(positions.lane("orders", "topic-B", 1), 0))
        .isEqualTo(Answer.APPLIED);
    assertThat(effects.deliver(positions.lane("other", "topic-A", 0), 0)).isEqualTo(Answer.APPLIED);
  }

  @ParameterizedTest
  @EnumSource
  void an_effect_that_fails_is_not_marked_even_if_the_caller_commits(Db db) throws Exception {
    Effects effects = Effects.on(db);
    Lane lane = effects.lane();
    db.committing(
        c ->
            assertThatThrownBy(
                    () ->
                        lane.once(
                            c,
                            0,
                            tx -> {
                              effects.of(0).on(tx);
                              throw new IllegalStateException("after the insert");
                            }))
                .hasMessage("after the insert"));
    assertThat(effects.numbers()).isEmpty();
    assertThat(effects.deliver(lane, 0)).isEqualTo(Answer.APPLIED);
  }

  @ParameterizedTest
  @EnumSource
  void an_effect_that_ends_the_transaction_behind_our_back_is_found_out(Db db) throws Exception {
    Effects effects = Effects.on(db);
    Lane lane = effects.lane();
    assertThatThrownBy(() -> db.committing(c -> lane.once(c, 0, tx -> tx.connection().commit())))
        .hasMessageContaining("SEMEL-004");
    if (db != Db.H2) {
      assertThatThrownBy(() -> db.committing(c -> lane.once(c, 1, tx -> c.commit())))
          .hasMessageStartingWith("SEMEL-016");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_batch_claims_what_is_new_once(Db db) throws Exception {
    Effects effects = Effects.on(db);
    Lane lane = effects.lane();
    List<Long> first = db.commit(c -> lane.claim(c, List.of(3L, 1L, 3L, 2L)));
    assertThat(first).containsExactly(3L, 1L, 2L);
    db.rollingBack(c -> lane.claim(c, List.of(4L)));
    List<Long> second = db.commit(c -> lane.claim(c, List.of(4L, 3L, 0L)));
    assertThat(second).containsExactly(4L, 0L);
  }

  @ParameterizedTest
  @EnumSource
  void auto_commit_is_refused_and_once_is_fine(Db db) throws Exception {
    Effects effects = Effects.on(db);
    Lane lane = effects.lane();
    try (Connection c = db.dataSource().getConnection()) {
      assertThatThrownBy(() -> lane.once(c, 0, effects.of(0))).hasMessageStartingWith("SEMEL-001");
      assertThatThrownBy(() -> lane.claim(c, List.of(0L))).hasMessageStartingWith("SEMEL-001");
    }
    Semel semel = Semel.on(db.dataSource());
    for (long number : new long[] {1, 0, 1, 0}) {
      semel.once(
          Key.of("positions-test", Db.fresh("delivery")),
          tx -> lane.once(tx.connection(), number, effects.of(number)));
    }
    assertThat(effects.numbers()).containsExactly(0L, 1L);
  }

  @ParameterizedTest
  @EnumSource
  void new_lanes_at_once_do_not_disturb_each_other(Db db) throws Exception {
    Effects effects = Effects.on(db);
    int before = Db.redeliveries();
    for (int round = 0; round < 5; round++) {
      List<Db.Work<Answer>> works = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Lane lane = Positions.of(effects.table).lane("s" + round + i, "epoch-1", i);
        works.add(c -> lane.attempt(c, 0, effects.of(0)));
      }
      assertThat(db.atOnce(works)).containsOnly(Answer.APPLIED);
    }
    assertThat(Db.redeliveries()).as("no deadlocks").isEqualTo(before);
  }
}
