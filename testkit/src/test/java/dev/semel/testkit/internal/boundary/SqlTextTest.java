// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import static dev.semel.testkit.internal.boundary.SqlText.Verb.BEGIN;
import static dev.semel.testkit.internal.boundary.SqlText.Verb.COMMIT;
import static dev.semel.testkit.internal.boundary.SqlText.Verb.DDL;
import static dev.semel.testkit.internal.boundary.SqlText.Verb.READ;
import static dev.semel.testkit.internal.boundary.SqlText.Verb.ROLLBACK;
import static dev.semel.testkit.internal.boundary.SqlText.Verb.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.internal.boundary.SqlText.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlTextTest {
  private static final Product POSTGRESQL = new Product("PostgreSQL");
  private static final Product MARIADB = new Product("MariaDB");
  private static final Product H2 = new Product("H2");

  private static void everywhere(String sql, Verb... verbs) {
    for (Product product : List.of(POSTGRESQL, MARIADB, H2)) {
      assertThat(SqlText.verbs(sql, product)).as(product + ": " + sql).containsExactly(verbs);
    }
  }

  private static void on(Product product, String sql, Verb... verbs) {
    assertThat(SqlText.verbs(sql, product)).as(product + ": " + sql).containsExactly(verbs);
  }

  @Test
  void what_changes_rows_is_a_write() {
    everywhere("insert into t values (?)", WRITE);
    everywhere("Update t set a = 1", WRITE);
    everywhere("delete from t", WRITE);
    everywhere("merge into t using s on (t.id = s.id) when matched then delete", WRITE);
    everywhere("replace into t values (1)", WRITE);
    everywhere("call settle(?)", WRITE);
    everywhere("{ ? = call settle(?) }", WRITE);
    everywhere("  (  insert into t values (1))", WRITE);
    on(POSTGRESQL, "copy t from stdin", WRITE);
    on(POSTGRESQL, "do $$ begin delete from t; end $$", WRITE);
    on(POSTGRESQL, "select a into copy_of_t from t", WRITE);
    on(POSTGRESQL, "explain (analyze) delete from t", WRITE);
  }

  @Test
  void what_changes_the_schema_is_ddl_except_for_temporary_tables() {
    everywhere("create table t (a int)", DDL);
    everywhere("truncate table t", DDL);
    everywhere("alter table t add b int", DDL);
    everywhere("drop index i", DDL);
    everywhere("create temporary table t (a int)", READ);
    on(H2, "create local temporary table t (a int)", READ);
  }

  @Test
  void locks_and_queries_are_not_writes() {
    everywhere("select * from t where id = ? for update", READ);
    everywhere("select pg_try_advisory_xact_lock(1)", READ);
    everywhere("select get_lock('x', 1)", READ);
    everywhere("select replace(a, 'x', 'y'), insert(b, 1, 2, 'z') from t", READ);
    everywhere("select update_count, \"delete\", `insert` from t", READ);
    everywhere("values (1), (2)", READ);
    everywhere("lock table t in exclusive mode", READ);
    everywhere("set time zone 'UTC'", READ);
    everywhere("savepoint s", READ);
    everywhere("explain delete from t", READ);
    on(POSTGRESQL, "copy t to stdout", READ);
    on(MARIADB, "select a into @a from t", READ);
  }

  @Test
  void a_query_in_front_is_looked_through() {
    everywhere("with gone as (delete from t returning *) select count(*) from gone", WRITE);
    everywhere("with a as (select 1), b as (select 2) insert into t select * from a", WRITE);
    everywhere("with a as (select * from t for update) select * from a", READ);
    everywhere("with a as (select * from t for no key update) select * from a", READ);
    everywhere("with a as (select 'delete from t' as x) select * from a", READ);
    everywhere("with a as (select insert(b, 1, 2, 'z') from t) select * from a", READ);
  }

  @Test
  void comments_and_quotes_hide_what_is_in_them() {
    everywhere("-- select\n/* update */ insert into t values (1)", WRITE);
    everywhere("/* insert; commit */ select 1", READ);
    everywhere("select ';commit;', \"; delete\"", READ);
    everywhere("select 'it''s; commit'", READ);
    on(POSTGRESQL, "select $x$; commit; $$ $x$, $1", READ);
    on(POSTGRESQL, "select /* a /* nested */ commit; */ 1", READ);
    on(POSTGRESQL, "select E'\\'; commit; '", READ);
    on(POSTGRESQL, "select '\\'; commit", READ, COMMIT);
    on(MARIADB, "select '\\'; commit'", READ);
    on(MARIADB, "select 1 # ; commit", READ);
    on(POSTGRESQL, "select a # b from t; commit", READ, COMMIT);
  }

  @Test
  void a_text_of_several_is_read_one_by_one() {
    everywhere("insert into t values (1); commit", WRITE, COMMIT);
    everywhere(" ; select 1; update t set a = ';'; ", READ, WRITE);
  }

  @Test
  void transactions_can_be_text() {
    everywhere("begin", BEGIN);
    everywhere("start transaction isolation level serializable", BEGIN);
    everywhere("commit work", COMMIT);
    everywhere("rollback", ROLLBACK);
    everywhere("rollback to savepoint s", READ);
    everywhere("set autocommit = 1", COMMIT);
    everywhere("set autocommit = 0", BEGIN);
    on(POSTGRESQL, "end", COMMIT);
    on(POSTGRESQL, "abort", ROLLBACK);
    on(POSTGRESQL, "prepare transaction 'x'", COMMIT);
    on(POSTGRESQL, "commit prepared 'x'", READ);
    on(MARIADB, "lock tables t write", COMMIT);
  }

  @Test
  void the_body_of_a_routine_is_not_run() {
    on(
        POSTGRESQL,
        "create function f() returns int begin atomic delete from t; select 1; end",
        DDL);
    on(MARIADB, "create procedure p() begin delete from t; commit; end", DDL);
    on(MARIADB, "begin not atomic delete from t; commit; end", WRITE);
  }

  @Test
  void what_is_cut_off_in_the_middle_is_read_to_its_end() {
    everywhere("insert into t values ('", WRITE);
    everywhere("select 1 /* ", READ);
    everywhere("-- nothing");
    everywhere("");
    on(POSTGRESQL, "select $$ ", READ);
  }

  @Test
  void what_is_shown_is_short_and_holds_no_values() {
    assertThat(SqlText.shown("-- a\n insert into t\n values ('secret',  'x''y')"))
        .isEqualTo("insert into t values ('…', '…''…')");
    assertThat(SqlText.shown("select " + "a, ".repeat(100))).hasSize(90).endsWith("…");
  }
}
