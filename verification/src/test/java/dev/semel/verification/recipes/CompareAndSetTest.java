// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.Semel;
import dev.semel.recipe.CompareAndSet;
import dev.semel.recipe.CompareAndSet.Answer;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompareAndSetTest {
  private static String table(Db db) throws SQLException {
    String table = Db.fresh("orders");
    db.ddl(
        "create table "
            + table
            + " (id int not null primary key, version int not null, status varchar(20),"
            + " total numeric(10, 2))");
    db.ddl("insert into " + table + " values (1, 7, 'NEW', 10)");
    return table;
  }

  private static CompareAndSet change(String table) {
    return CompareAndSet.in(table).key("id").version("version").set("status", "total");
  }

  private static CompareAndSet.OfValue status(String table) {
    return CompareAndSet.in(table).key("id").value("status");
  }

  private static String row(Db db, String table) throws SQLException {
    return db.rows("select version, status, total from " + table + " where id = 1").get(0);
  }

  @ParameterizedTest
  @EnumSource
  void a_repeat_finds_its_own_work(Db db) throws Exception {
    String table = table(db);
    CompareAndSet change = change(table);
    List<Answer<Long>> answers = new ArrayList<>();
    for (int delivery = 0; delivery < 3; delivery++) {
      answers.add(db.commit(c -> change.attempt(c, 1, 7, "PAID", new BigDecimal("12"))));
    }
    assertThat(answers)
        .containsExactly(new Answer.Applied<>(), new Answer.Already<>(), new Answer.Already<>());
    assertThat(row(db, table)).isEqualTo("8|PAID|12.00");
  }

  @ParameterizedTest
  @EnumSource
  void somebody_elses_change_is_a_conflict_with_the_version_it_made(Db db) throws Exception {
    String table = table(db);
    CompareAndSet change = change(table);
    db.committing(c -> change.apply(c, 1, 7, "PAID", null));
    Answer<Long> other = db.commit(c -> change.attempt(c, 1, 7, "CANCELLED", null));
    assertThat(other).isEqualTo(new Answer.Conflict<>(8L));
    Answer<Long> otherCase = db.commit(c -> change.attempt(c, 1, 7, "paid", null));
    assertThat(otherCase)
        .as("texts are compared by their bytes")
        .isEqualTo(new Answer.Conflict<>(8L));
    Answer<Long> ahead = db.commit(c -> change.attempt(c, 1, 9, "PAID", null));
    assertThat(ahead).isEqualTo(new Answer.Conflict<>(8L));
    Answer<Long> nowhere = db.commit(c -> change.attempt(c, 2, 7, "PAID", null));
    assertThat(nowhere).isEqualTo(new Answer.Missing<>());
    assertThatThrownBy(() -> db.committing(c -> change.apply(c, 1, 7, "CANCELLED", null)))
        .isInstanceOf(LedgerException.class)
        .hasMessageStartingWith("SEMEL-034")
        .hasMessageContaining("version 8");
    assertThat(row(db, table)).isEqualTo("8|PAID|null");
  }

  @ParameterizedTest
  @EnumSource
  void changes_in_every_order_with_repeats_are_applied_in_theirs(Db db) throws Exception {
    List<String> statuses = List.of("PAID", "PACKED", "SENT", "ARRIVED");
    String table = table(db);
    CompareAndSet change = CompareAndSet.in(table).key("id").version("version").set("status");
    for (List<Integer> order : Deliveries.permutations(List.of(0, 1, 2, 3))) {
      db.ddl("update " + table + " set version = 0, status = 'NEW'");
      List<Integer> waiting = new ArrayList<>(Deliveries.twice(order));
      // What conflicts is delivered again later, as a queue would; a late repeat conflicts for
      // good.
      for (int deliveries = 0; deliveries < 100 && !waiting.isEmpty(); deliveries++) {
        int next = waiting.remove(0);
        Answer<Long> answer = db.commit(c -> change.attempt(c, 1, next, statuses.get(next)));
        boolean early = answer instanceof Answer.Conflict<Long> found && found.actual() < next;
        if (early) {
          waiting.add(next);
        }
      }
      assertThat(db.rows("select version, status from " + table))
          .as("%s", order)
          .containsExactly("4|ARRIVED");
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_many_at_once_one_wins_and_its_repeats_know_it(Db db) throws Exception {
    String table = table(db);
    CompareAndSet change = CompareAndSet.in(table).key("id").version("version").set("status");
    for (int round = 0; round < 15; round++) {
      long version = 7 + round;
      List<String> names = List.of("A" + round, "A" + round, "B" + round, "B" + round);
      List<Db.Work<Answer<Long>>> works = new ArrayList<>();
      names.forEach(name -> works.add(c -> change.attempt(c, 1, version, name)));
      List<Answer<Long>> answers = db.atOnce(works);
      String winner = db.rows("select status from " + table).get(0);
      for (int i = 0; i < names.size(); i++) {
        boolean won = names.get(i).equals(winner);
        assertThat(answers.get(i) instanceof Answer.Conflict).as("%s", answers).isEqualTo(!won);
      }
      assertThat(answers).containsOnlyOnce(new Answer.Applied<>());
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_value_is_enough_where_there_is_no_version(Db db) throws Exception {
    String table = table(db);
    CompareAndSet.OfValue status = status(table);
    assertThat((boolean) db.commit(c -> status.apply(c, 1, "NEW", "PAID"))).isTrue();
    assertThat((boolean) db.commit(c -> status.apply(c, 1, "NEW", "PAID"))).isFalse();
    Answer<Object> conflict = db.commit(c -> status.attempt(c, 1, "NEW", "paid"));
    assertThat(conflict).isEqualTo(new Answer.Conflict<Object>("PAID"));
    assertThat((boolean) db.commit(c -> status.apply(c, 1, "PAID", null))).isTrue();
    assertThat((boolean) db.commit(c -> status.apply(c, 1, null, "SENT"))).isTrue();
    assertThatThrownBy(() -> db.committing(c -> status.apply(c, 1, "NEW", "PAID")))
        .hasMessageStartingWith("SEMEL-034");
    assertThatThrownBy(() -> db.committing(c -> status.apply(c, 9, "NEW", "PAID")))
        .hasMessageStartingWith("SEMEL-034")
        .hasMessageContaining("there is none");
  }

  @ParameterizedTest
  @EnumSource
  void it_works_inside_once_and_a_rollback_undoes_it(Db db) throws Exception {
    String table = table(db);
    CompareAndSet change = CompareAndSet.in(table).key("id").version("version").set("status");
    db.rollingBack(c -> change.apply(c, 1, 7, "PAID"));
    Semel semel = Semel.on(db.dataSource());
    for (String id : Collections.nCopies(2, Db.fresh("delivery"))) {
      semel.once(Key.of("compare-test", id), tx -> change.apply(tx.connection(), 1, 7, "PAID"));
    }
    semel.once(
        Key.of("compare-test", Db.fresh("delivery")),
        tx -> assertThat(change.apply(tx.connection(), 1, 7, "PAID")).isFalse());
    assertThat(row(db, table)).isEqualTo("8|PAID|10.00");
  }
}
