// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each invariant with what it must see and what it must not. */
class InvariantsTest {
  private static final String EFFECTS = "select payment from credit";

  private DataSource database;

  @BeforeEach
  void open() throws SQLException {
    database = Bank.h2();
    Bank.reset(database);
  }

  private void credited(String... payments) throws SQLException {
    for (String payment : payments) {
      Bank.run(database, "insert into credit values ('" + payment + "', 10)");
    }
  }

  private List<String> violations(Invariant invariant) throws Exception {
    return invariant.violations(database);
  }

  @Test
  void exactly_once_sees_what_is_lost_double_or_unknown() throws Exception {
    credited("p1", "p2", "p2", "p9");

    assertThat(violations(Invariants.exactlyOncePer(EFFECTS, "p1", "p2", "p3")))
        .containsExactlyInAnyOrder(
            "lost: p3 has no effect in 'select payment from credit'",
            "double: p2 has 2 effects in 'select payment from credit'",
            "phantom: p9 has an effect in 'select payment from credit', but is not known");
  }

  @Test
  void exactly_once_is_content_with_one_of_each() throws Exception {
    credited("p1", "p2");
    assertThat(violations(Invariants.exactlyOncePer(EFFECTS, "p1", "p2"))).isEmpty();
    assertThat(violations(Invariants.atMostOncePer(EFFECTS))).isEmpty();
  }

  @Test
  void at_most_once_sees_a_double_and_no_loss() throws Exception {
    credited("p1", "p1", "p1");
    assertThat(violations(Invariants.atMostOncePer(EFFECTS)))
        .containsExactly("double: p1 has 3 effects in 'select payment from credit'");
  }

  @Test
  void conservation_names_what_is_and_what_should_be() throws Exception {
    String sum = "select sum(balance) from account";
    assertThat(violations(Invariants.conserved(sum, 100))).isEmpty();
    assertThat(violations(Invariants.conserved(sum, 90)))
        .containsExactly("'select sum(balance) from account' is 100, expected 90");
    assertThat(violations(Invariants.conserved(sum + " where id = 8", 100)))
        .containsExactly("'select sum(balance) from account where id = 8' is null, expected 100");
    assertThat(violations(Invariants.conserved("select 1 from system_range(1, 2)", 1)))
        .containsExactly("'select 1 from system_range(1, 2)' is 2 rows, expected 1");
  }

  @Test
  void publications_and_commits_are_compared_both_ways_and_resends_are_allowed() throws Exception {
    credited("p1", "p2");
    assertThat(
            violations(
                Invariants.publishedIfAndOnlyIfCommitted(EFFECTS, () -> List.of("p2", "p1", "p2"))))
        .isEmpty();
    assertThat(
            violations(
                Invariants.publishedIfAndOnlyIfCommitted(EFFECTS, () -> List.of("p1", "p3"))))
        .containsExactly(
            "never published: p2 is committed ('select payment from credit')",
            "ghost: p3 was published and is not committed ('select payment from credit')");
  }

  @Test
  void a_ledger_outside_has_each_key_once() throws Exception {
    assertThat(violations(Invariants.atMostOncePerKey("the gateway", () -> List.of("a", "b"))))
        .isEmpty();
    assertThat(violations(Invariants.atMostOncePerKey("the gateway", () -> List.of("a", "b", "a"))))
        .containsExactly("double: a has 2 effects in the gateway");
  }

  @Test
  void order_is_looked_at_per_key() throws Exception {
    String inOrder =
        "select * from (values ('a', 1), ('b', 1), ('a', 2), ('b', 5)) as v (k, sequence)";
    String swapped = "select * from (values ('a', 1), ('b', 2), ('b', 1), ('a', 1)) as v (k, s)";
    assertThat(violations(Invariants.inOrderPerKey(inOrder))).isEmpty();
    assertThat(violations(Invariants.inOrderPerKey(swapped)))
        .containsExactly("out of order: b has 1 after 2", "out of order: a has 1 after 1");
  }

  @Test
  void a_row_of_unfinished_work_is_a_violation() throws Exception {
    String unfinished = "select id from seen where id like 'open%'";
    assertThat(violations(Invariants.nothingUnfinished(unfinished))).isEmpty();
    Bank.run(database, "insert into seen values ('open-1')");
    assertThat(violations(Invariants.nothingUnfinished(unfinished)))
        .containsExactly("unfinished: open-1 ('select id from seen where id like 'open%'')");
  }

  @Test
  void the_kit_itself_neither_adds_nor_removes_a_row() throws Exception {
    credited("theirs");
    CrashReport crash =
        Crash.in(database)
            .given(db -> {})
            .flow(world -> world.topic("t").publish("x"))
            .always(Invariants.atMostOncePer(EFFECTS))
            .run();
    assertThat(crash.deaths()).isPositive();
    assertThat(violations(Invariants.exactlyOncePer(EFFECTS, "theirs"))).isEmpty();
    assertThat(
            violations(
                Invariants.conserved(
                    "select count(*) from information_schema.tables"
                        + " where table_schema = 'PUBLIC'",
                    3)))
        .isEmpty();
  }
}
