// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.testkit.H2;
import dev.semel.testkit.Postgres;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotTest {
  private static final SnapshotOptions ALL = SnapshotOptions.standard();

  static Stream<Arguments> databases() {
    return Stream.of(
        Arguments.of(Named.<Supplier<DataSource>>of("H2", H2::fresh)),
        Arguments.of(Named.<Supplier<DataSource>>of("PostgreSQL", Postgres::fresh)));
  }

  private static List<String> after(
      DataSource database, SnapshotOptions options, String... statements) throws SQLException {
    Snapshot before = Snapshot.of(database, options);
    H2.run(database, statements);
    return before.differencesTo(Snapshot.of(database, options)).lines();
  }

  @ParameterizedTest
  @MethodSource("databases")
  void changed_added_and_removed_rows_are_named_by_table_and_key(Supplier<DataSource> fresh)
      throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create table account (id int primary key, owner varchar(40), balance numeric(10, 2))",
        "create table shipment (id int primary key, order_id int)",
        "insert into account values (7, 'ann', 110), (8, 'bob', 5.50), (10, 'cy', 1)",
        "insert into shipment values (1, 1)");

    assertThat(
            after(
                database,
                ALL,
                "update account set balance = balance + 10 where id = 7",
                "update account set balance = balance - 0.75, owner = null where id = 8",
                "delete from account where id = 10",
                "insert into shipment values (9001, 7)"))
        .containsExactly(
            "account   id=7   balance 110.00 -> 120.00   (+10)",
            "account   id=8   owner 'bob' -> null   balance 5.50 -> 4.75   (-0.75)",
            "account   id=10   removed {owner='cy', balance=1.00}",
            "shipment  id=9001   added {order_id=7}");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void nothing_has_changed_when_rows_only_moved(Supplier<DataSource> fresh) throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create table item (id int primary key, name varchar(40))",
        "insert into item values (1, 'a'), (2, 'b'), (3, 'c')");
    Snapshot before = Snapshot.of(database, ALL);

    assertThat(
            after(
                database,
                ALL,
                "delete from item",
                "insert into item values (3, 'c')",
                "insert into item values (1, 'a')",
                "insert into item values (2, 'b')"))
        .isEmpty();
    assertThat(Snapshot.of(database, ALL).fingerprint()).isEqualTo(before.fingerprint());
    H2.run(database, "update item set name = 'd' where id = 3");
    assertThat(Snapshot.of(database, ALL).fingerprint()).isNotEqualTo(before.fingerprint());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void a_table_without_a_key_is_a_bag_of_rows(Supplier<DataSource> fresh) throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create table sent (topic varchar(40), body varchar(40))",
        "insert into sent values ('a', 'x'), ('a', 'x'), ('b', null), ('c', 'z')");

    assertThat(
            after(
                database,
                ALL,
                "insert into sent values ('a', 'x'), ('a', 'x'), ('b', '')",
                "delete from sent where topic = 'c'"))
        .containsExactly(
            "sent  added 2 times {topic='a', body='x'}",
            "sent  added {topic='b', body=''}",
            "sent  removed {topic='c', body='z'}");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void a_unique_index_over_columns_never_null_is_a_key_and_another_is_not(
      Supplier<DataSource> fresh) throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create table a (x int, y int not null, z int not null)",
        "create unique index a_key on a (y, z)",
        "create table b (x int, y int)",
        "create unique index b_no_key on b (y)",
        "insert into a values (1, 2, 3)",
        "insert into b values (1, 2)");

    assertThat(after(database, ALL, "update a set x = 5", "update b set x = 5"))
        .containsExactly(
            "a  y=2, z=3   x 1 -> 5   (+4)", "b  removed {x=1, y=2}", "b  added {x=5, y=2}");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void ignored_columns_and_tables_are_not_looked_at(Supplier<DataSource> fresh)
      throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create table account (id int primary key, seen int, balance int)",
        "create table audit (id int primary key)",
        "insert into account values (1, 0, 0)");
    SnapshotOptions some = ALL.ignoringColumn("Account.SEEN").ignoringTable("AUDIT");

    String[] work = {"update account set seen = seen + 1", "insert into audit values (1)"};
    assertThat(after(database, some, work)).isEmpty();
    H2.run(database, "delete from audit");
    assertThat(after(database, ALL, work))
        .containsExactly("account  id=1   seen 1 -> 2   (+1)", "audit    id=1   added {}");
    assertThat(after(database, some, "update account set balance = 1"))
        .containsExactly("account  id=1   balance 0 -> 1   (+1)");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void ignoring_a_part_of_the_key_makes_the_rest_a_bag(Supplier<DataSource> fresh)
      throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create table payment (id int primary key, amount int)",
        "insert into payment values (1, 10), (2, 20)");

    assertThat(
            after(
                database,
                ALL.ignoringColumn("payment.id"),
                "delete from payment",
                "insert into payment values (8, 20), (9, 10)"))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("databases")
  void keys_of_the_database_and_what_refers_to_them_can_be_left_out(Supplier<DataSource> fresh)
      throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create table payment (id int generated always as identity primary key, amount int)",
        "create table refund (no int primary key, payment int references payment (id))",
        "insert into payment (amount) values (10)",
        "insert into refund select 1, id from payment");
    String[] again = {
      "delete from refund",
      "delete from payment",
      "insert into payment (amount) values (10)",
      "insert into refund select 1, id from payment"
    };

    assertThat(after(database, ALL.ignoringGeneratedKeys(true), again)).isEmpty();
    assertThat(after(database, ALL, again))
        .containsExactly(
            "payment  id=2   removed {amount=10}",
            "payment  id=3   added {amount=10}",
            "refund   no=1   payment 2 -> 3   (+1)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "acount.id | there is no table called 'acount'; there are: ACCOUNT",
        "account.balanse | there is no column of table ACCOUNT called 'balanse'; there are: BALANCE, ID",
        "balance | 'balance' names no column: write it as table.column",
        "other.account.id | there is no schema looked at called 'other'; there are: PUBLIC",
      })
  void a_column_that_is_not_there_is_refused_and_what_is_there_is_listed(
      String column, String message) {
    DataSource database = H2.fresh();
    H2.run(database, "create table account (id int primary key, balance int)");

    assertThatThrownBy(() -> Snapshot.of(database, ALL.ignoringColumn(column)))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_name_that_fits_two_tables_is_refused_and_an_exact_one_is_not() throws SQLException {
    DataSource database = H2.fresh();
    H2.run(
        database,
        "create table \"Account\" (id int primary key)",
        "create table \"account\" (id int primary key)");

    assertThatThrownBy(() -> Snapshot.of(database, ALL.ignoringTable("ACCOUNT")))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("may mean each of")
        .hasMessageContaining("Account")
        .hasMessageContaining("account");
    assertThat(Snapshot.of(database, ALL.ignoringTable("Account")).tables())
        .containsExactly("account");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void tables_of_other_schemas_are_read_when_named_and_only_then(Supplier<DataSource> fresh)
      throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create schema other",
        "create table account (id int primary key)",
        "create table other.account (id int primary key)",
        "create view seen as select * from account");

    assertThat(Snapshot.of(database, ALL).tables()).containsExactly("account");
    SnapshotOptions both = ALL.in(List.of("Public", "OTHER"));
    assertThat(Snapshot.of(database, both).tables())
        .containsExactly("other.account", "public.account");
    assertThat(after(database, both, "insert into other.account values (1)"))
        .containsExactly("other.account  id=1   added {}");
    assertThat(Snapshot.of(database, both.ignoringTable("other.account")).tables())
        .containsExactly("public.account");
    assertThatThrownBy(() -> Snapshot.of(database, ALL.in(List.of("elsewhere"))))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("there is no schema called 'elsewhere'");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void names_that_need_quotes_are_read(Supplier<DataSource> fresh) throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create table \"or%der_ \"\"x\"\"\" (\"the key\" int primary key, \"select\" int)",
        "insert into \"or%der_ \"\"x\"\"\" values (1, 2)");

    assertThat(after(database, ALL, "update \"or%der_ \"\"x\"\"\" set \"select\" = 3"))
        .containsExactly("or%der_ \"x\"  the key=1   select 2 -> 3   (+1)");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void tables_that_come_go_or_are_altered_are_told(Supplier<DataSource> fresh) throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create table old (id int primary key)",
        "create table altered (id int primary key)");

    assertThat(
            after(
                database,
                ALL,
                "drop table old",
                "create table fresh (id int primary key)",
                "insert into fresh values (1)",
                "alter table altered add column more int"))
        .containsExactly(
            "altered  the table has other columns or another key now",
            "fresh    the table is new, with 1 row",
            "old      the table is gone, with 0 rows");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void long_values_are_compared_whole_and_shown_cut(Supplier<DataSource> fresh)
      throws SQLException {
    DataSource database = fresh.get();
    H2.run(
        database,
        "create table doc (id int primary key, body varchar(100000))",
        "insert into doc values (1, repeat('x', 50000) || 'a')");

    assertThat(after(database, ALL, "update doc set body = repeat('x', 50000) || 'b'"))
        .singleElement()
        .asString()
        .matches(
            "doc  id=1   body 'x{48}\\.\\.\\.' \\(50,001 bytes, sha256 \\w{8}\\.\\.\\.\\)"
                + " -> 'x{48}\\.\\.\\.' \\(50,001 bytes, sha256 \\w{8}\\.\\.\\.\\)");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void many_changed_rows_are_counted_exactly_and_some_are_shown(Supplier<DataSource> fresh)
      throws SQLException {
    DataSource database = fresh.get();
    H2.run(database, "create table n (id int primary key, v int)");
    StringBuilder rows = new StringBuilder("insert into n values (0, 0)");
    for (int i = 1; i < 3_000; i++) {
      rows.append(", (").append(i).append(", 0)");
    }
    H2.run(database, rows.toString());

    List<String> lines =
        after(
            database,
            ALL,
            "update n set v = 1 where id < 1500",
            "delete from n where id >= 2000",
            "insert into n values (5000, 1)");

    assertThat(lines)
        .hasSize(21)
        .last()
        .isEqualTo("n  in all: 1,500 rows changed, 1 rows added, 1,000 rows removed");
  }

  @ParameterizedTest
  @MethodSource("databases")
  void without_memory_for_values_keys_are_named_and_without_any_tables_still_differ(
      Supplier<DataSource> fresh) throws SQLException {
    DataSource database = fresh.get();
    H2.run(database, "create table n (id int primary key, v varchar(200))");
    StringBuilder rows = new StringBuilder("insert into n values (0, '')");
    for (int i = 1; i < 2_000; i++) {
      rows.append(", (").append(i).append(", repeat('v', 100))");
    }
    H2.run(database, rows.toString());
    String change = "update n set v = v || 'w' where id = 1999";
    String back = "update n set v = repeat('v', 100) where id = 1999";

    assertThat(after(database, ALL.keeping(350_000), change))
        .containsExactly(
            "n  id=1999   changed (which values is not known: the table is larger than the memory"
                + " of a snapshot)");
    H2.run(database, back);
    assertThat(after(database, ALL.keeping(20_000), change, "delete from n where id = 3"))
        .containsExactly(
            "n  changed, from 2,000 rows to 1,999; which ones cannot be said: they are too many"
                + " for the memory of a snapshot");
    assertThat(after(database, ALL.keeping(20_000))).isEmpty();
  }

  /** By a data source that, unlike a good pool, does not put connections in order itself. */
  @ParameterizedTest
  @MethodSource("databases")
  void a_connection_is_given_back_as_it_was(Supplier<DataSource> fresh) throws SQLException {
    DataSource database = fresh.get();
    H2.run(database, "create table n (id int primary key)");
    for (boolean autocommit : new boolean[] {true, false}) {
      try (Connection connection = database.getConnection()) {
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        connection.setAutoCommit(autocommit);

        Snapshot unused = Snapshot.of(only(connection), ALL);

        assertThat(connection.getAutoCommit()).isEqualTo(autocommit);
        assertThat(connection.isReadOnly()).isFalse();
        assertThat(connection.getTransactionIsolation())
            .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
      }
    }
  }

  private static DataSource only(Connection connection) {
    Connection kept =
        (Connection)
            Proxy.newProxyInstance(
                SnapshotTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) ->
                    method.getName().equals("close") ? null : method.invoke(connection, arguments));
    return (DataSource)
        Proxy.newProxyInstance(
            SnapshotTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (self, method, arguments) -> kept);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void what_is_not_committed_is_not_seen(Supplier<DataSource> fresh) throws SQLException {
    DataSource database = fresh.get();
    H2.run(database, "create table n (id int primary key)");
    Snapshot before = Snapshot.of(database, ALL);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into n values (1)");
      assertThat(before.differencesTo(Snapshot.of(database, ALL)).isEmpty()).isTrue();
      connection.commit();
      assertThat(before.differencesTo(Snapshot.of(database, ALL)).isEmpty()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void tables_found_once_give_the_same_snapshots(Supplier<DataSource> fresh) throws SQLException {
    DataSource database = fresh.get();
    H2.run(database, "create table n (id int primary key)", "insert into n values (1)");
    Tables tables = Tables.of(database, ALL);
    Snapshot before = tables.snapshot(database);
    H2.run(database, "insert into n values (2)");

    assertThat(tables.names()).containsExactly("n");
    assertThat(before.differencesTo(tables.snapshot(database)).lines())
        .containsExactly("n  id=2   added {}");
  }
}
