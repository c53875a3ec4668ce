// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionWordsTest {
  private final TransactionWords words = new TransactionWords(Set.of("create"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "commit",
        "COMMIT;",
        "  \n\tCommit work",
        "/* a */ commit",
        "/* a /* nested */ b */ commit",
        "-- a line\ncommit",
        "# a line\ncommit",
        "/*!40000 commit */",
        "/*M! commit */",
        "select 1; commit",
        "update a set b = ';' where c = 1; commit",
        "select 'it''s'; commit",
        "select $$ ; $$; commit",
        "select $tag$ ' $tag$; commit",
        "select \"a;b\"; commit",
        "rollback",
        "rollback and chain",
        "rollback work",
        "begin",
        "start transaction",
        "end",
        "abort",
        "prepare transaction 'x'",
        "set autocommit = 1",
        "set @@autocommit=1",
        "xa end 'x'",
        "{commit}",
        "(commit)",
        "create table x (y int)"
      })
  void what_ends_a_transaction_is_found(String sql) {
    assertThat(words.firstIn(sql)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "select 1",
        "update account set balance = balance + 1 where id = 1",
        "insert into a values ('commit')",
        "insert into a values ('; commit')",
        "insert into a values ($$; commit$$)",
        "select 1 -- ; commit",
        "select 1 /* ; commit */",
        "select \"; commit\" from a",
        "select `; commit` from a",
        "savepoint a",
        "release savepoint a",
        "rollback to savepoint a",
        "ROLLBACK WORK TO a",
        "prepare plan as select 1",
        "set search_path = x",
        "select committed from a",
        "call a_procedure()",
        "select $1, $2",
        "select 'unfinished",
        "select /* unfinished"
      })
  void what_leaves_it_alone_passes(String sql) {
    assertThat(words.firstIn(sql)).isNull();
  }

  @Test
  void words_beyond_the_common_ones_depend_on_the_database() {
    assertThat(new TransactionWords(Set.of()).firstIn("create table x (y int)")).isNull();
  }
}
