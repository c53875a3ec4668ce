// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.Semel;
import dev.semel.recipe.Upsert;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpsertTest {
  private record Event(String id, long version, String owner, Integer balance) {}

  private static final List<Event> EVENTS =
      List.of(
          new Event("a", 1, "Ada", 10),
          new Event("a", 2, "Ada", null),
          new Event("b", 0, "Bob", 5),
          new Event("a", 7, "Alan", 30),
          new Event("b", 3, "Ben", 6));
  private static final List<String> NEWEST = List.of("a|7|Alan|30", "b|3|Ben|6");

  private static String table(Db db) throws SQLException {
    String table = Db.fresh("account_view");
    db.ddl(
        "create table "
            + table
            + " (id varchar(20) not null primary key, version bigint not null,"
            + " owner varchar(40), balance int)");
    return table;
  }

  private static Upsert upsert(String table) {
    return Upsert.into(table).key("id").version("version").set("owner", "balance");
  }

  private static Upsert.Answer apply(Upsert upsert, Connection c, Event event) {
    return upsert.apply(c, event.id, event.version, event.owner, event.balance);
  }

  private static List<String> rows(Db db, String table) throws SQLException {
    return db.rows("select id, version, owner, balance from " + table + " order by id");
  }

  /** How one event is written. */
  @FunctionalInterface
  private interface Write {
    void of(Connection c, String table, Event event) throws SQLException;
  }

  /** Every state the table is in after the events came twice, in any order. */
  private static Set<List<String>> finalStates(Db db, Write write) throws Exception {
    String table = table(db);
    Set<List<String>> states = new HashSet<>();
    for (List<Event> order : Deliveries.permutations(EVENTS)) {
      db.committing(
          c -> {
            Db.run(c, "delete from " + table);
            for (Event event : Deliveries.twice(order)) {
              write.of(c, table, event);
            }
            for (Event event : order) {
              write.of(c, table, event);
            }
          });
      states.add(rows(db, table));
    }
    return states;
  }

  @ParameterizedTest
  @EnumSource
  void every_order_with_repeats_ends_in_the_newest_state(Db db) throws Exception {
    assertThat(finalStates(db, (c, table, event) -> apply(upsert(table), c, event)))
        .containsExactly(NEWEST);
  }

  @ParameterizedTest
  @EnumSource
  void an_upsert_without_the_guard_ends_in_whatever_came_last(Db db) throws Exception {
    Set<List<String>> states =
        finalStates(
            db,
            (c, table, event) -> {
              Db.run(c, "delete from " + table + " where id = ?", event.id);
              Db.run(
                  c,
                  "insert into " + table + " (id, version, owner, balance) values (?, ?, ?, ?)",
                  event.id,
                  event.version,
                  event.owner,
                  event.balance);
            });
    assertThat(states).as("the check can fail").hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource
  void a_version_is_applied_once_and_says_so(Db db) throws Exception {
    Upsert upsert = upsert(table(db));
    List<Upsert.Answer> answers = new ArrayList<>();
    db.committing(
        c -> {
          for (long version : new long[] {0, 0, 5, 5, 4, 6}) {
            answers.add(upsert.apply(c, "a", version, "x", 1));
          }
        });
    assertThat(answers)
        .containsExactly(
            Upsert.Answer.APPLIED,
            Upsert.Answer.STALE,
            Upsert.Answer.APPLIED,
            Upsert.Answer.STALE,
            Upsert.Answer.STALE,
            Upsert.Answer.APPLIED);
  }

  @ParameterizedTest
  @EnumSource
  void many_at_once_end_in_the_newest_state_and_each_version_is_applied_at_most_once(Db db)
      throws Exception {
    String table = table(db);
    Upsert upsert = upsert(table);
    Random random = Deliveries.random("upserts at once on " + db);
    int redeliveries = Db.redeliveries();
    for (int round = 0; round < 15; round++) {
      String id = "r" + round;
      List<Long> versions = new ArrayList<>(List.of(1L, 1L, 2L, 2L, 3L, 3L));
      Collections.shuffle(versions, random);
      List<Db.Work<Upsert.Answer>> works = new ArrayList<>();
      for (long version : versions) {
        works.add(c -> upsert.apply(c, id, version, "v" + version, (int) version));
      }
      List<Upsert.Answer> answers = db.atOnce(works);
      int[] applied = new int[4];
      for (int i = 0; i < answers.size(); i++) {
        applied[versions.get(i).intValue()] += answers.get(i) == Upsert.Answer.APPLIED ? 1 : 0;
      }
      assertThat(applied[1]).as("%s %s", versions, answers).isLessThanOrEqualTo(1);
      assertThat(applied[2]).as("%s %s", versions, answers).isLessThanOrEqualTo(1);
      assertThat(applied[3]).as("%s %s", versions, answers).isEqualTo(1);
      assertThat(db.rows("select version, owner, balance from " + table + " where id = ?", id))
          .containsExactly("3|v3|3");
    }
    if (db != Db.H2) {
      assertThat(Db.redeliveries()).as("no deadlocks").isEqualTo(redeliveries);
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_was_rolled_back_is_applied_when_it_comes_again(Db db) throws Exception {
    String table = table(db);
    Upsert upsert = upsert(table);
    db.rollingBack(c -> apply(upsert, c, EVENTS.get(0)));
    assertThat(rows(db, table)).isEmpty();
    Upsert.Answer answer = db.commit(c -> apply(upsert, c, EVENTS.get(0)));
    assertThat(answer).isEqualTo(Upsert.Answer.APPLIED);
  }

  @ParameterizedTest
  @EnumSource
  void names_that_are_words_of_sql_and_keys_of_several_columns_are_fine(Db db) throws Exception {
    String q = db == Db.MARIADB ? "`" : "\"";
    String table = Db.fresh("order");
    String name = db == Db.H2 ? table.toUpperCase(java.util.Locale.ROOT) : table;
    String[] columns = {"user", "key", "select", "Value"};
    for (int i = 0; i < 3 && db == Db.H2; i++) {
      columns[i] = columns[i].toUpperCase(java.util.Locale.ROOT);
    }
    db.ddl(
        "create table %1$s%2$s%1$s (%1$s%3$s%1$s varchar(9), %1$s%4$s%1$s int, %1$s%5$s%1$s int not null, %1$s%6$s%1$s int, primary key (%1$s%3$s%1$s, %1$s%4$s%1$s))"
            .formatted(q, name, columns[0], columns[1], columns[2], columns[3]));
    Upsert upsert = Upsert.into(table).key("user", "key").version("select").set("Value");
    db.committing(
        c -> {
          upsert.apply(c, List.of("u", 1), 2, 20);
          upsert.apply(c, List.of("u", 1), 1, 10);
          upsert.apply(c, List.of("u", 2), 1, 11);
        });
    assertThat(db.rows("select * from %1$s%2$s%1$s order by 2".formatted(q, name)))
        .containsExactly("u|1|2|20", "u|2|1|11");
  }

  @ParameterizedTest
  @EnumSource
  void a_row_that_is_held_by_another_unique_key_is_an_error_and_is_not_touched(Db db)
      throws Exception {
    String table = Db.fresh("person");
    db.ddl(
        "create table "
            + table
            + " (id int not null primary key, version int not null, email varchar(40) unique)");
    Upsert upsert = Upsert.into(table).key("id").version("version").set("email");
    db.committing(c -> upsert.apply(c, 1, 1, "a@example.org"));
    assertThatThrownBy(() -> db.committing(c -> upsert.apply(c, 2, 9, "a@example.org")))
        .isInstanceOf(LedgerException.class);
    Semel semel = Semel.on(db.dataSource());
    assertThatThrownBy(() -> semel.once(key(), tx -> upsert.add(tx, 2, 9, "a@example.org")))
        .isInstanceOf(LedgerException.class);
    assertThat(db.rows("select * from " + table)).containsExactly("1|1|a@example.org");
  }

  @ParameterizedTest
  @EnumSource
  void it_works_inside_once_and_inside_a_batch(Db db) throws Exception {
    String table = table(db);
    Upsert upsert = upsert(table);
    Semel semel = Semel.on(db.dataSource());
    for (List<Event> order : List.of(EVENTS, EVENTS.subList(0, 3))) {
      for (Event event : order) {
        semel.once(key(), tx -> apply(upsert, tx.connection(), event));
      }
    }
    assertThat(rows(db, table)).isEqualTo(NEWEST);
    db.ddl("delete from " + table);
    List<Event> reversed = new ArrayList<>(EVENTS);
    Collections.reverse(reversed);
    semel
        .batch(Db.fresh("batch"), Deliveries.twice(reversed))
        .keyedBy(event -> Db.fresh("delivery"))
        .apply((tx, e) -> upsert.add(tx, e.id, e.version, e.owner, e.balance));
    assertThat(rows(db, table)).isEqualTo(NEWEST);
  }

  @ParameterizedTest
  @EnumSource
  void one_statement_needs_no_transaction(Db db) throws Exception {
    String table = table(db);
    Upsert upsert = upsert(table);
    try (Connection c = db.dataSource().getConnection()) {
      for (Event event : EVENTS) {
        apply(upsert, c, event);
      }
    }
    assertThat(rows(db, table)).isEqualTo(NEWEST);
  }

  @Test
  void what_is_missing_or_dangerous_is_refused_when_it_is_built() {
    assertThatThrownBy(() -> Upsert.into("t; drop table t").key("id").version("v").set())
        .hasMessageStartingWith("SEMEL-013");
    assertThatThrownBy(() -> Upsert.into("t").key("id").version("v").set("a = 1, b"))
        .hasMessageStartingWith("SEMEL-013");
    assertThatThrownBy(() -> Upsert.into("t").version("v").set("a"))
        .hasMessageStartingWith("SEMEL-015");
    assertThatThrownBy(() -> Upsert.into("t").key("id").set("a"))
        .hasMessageStartingWith("SEMEL-015");
    assertThatThrownBy(() -> Upsert.into("t").key("id").version("v").set("id"))
        .hasMessageStartingWith("SEMEL-015");
  }

  private static Key key() {
    return Key.of("upsert-test", Db.fresh("key"));
  }
}
