// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.H2;
import dev.semel.testkit.Postgres;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A value of any type changes when, and only when, PostgreSQL holds it for another. */
class PostgresValuesTest {
  private static final SnapshotOptions ALL = SnapshotOptions.standard();
  private static final DataSource DATABASE = Postgres.fresh();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "smallint | 1 | 2 | 1 -> 2   (+1)",
        "bigint | 9007199254740992 | 9007199254740993 | 9007199254740992 -> 9007199254740993   (+1)",
        "numeric(12, 2) | 110 | 120.5 | 110.00 -> 120.50   (+10.5)",
        "numeric(12, 2) | 110 | 110.00 | -",
        "numeric | 1.0 | 1.00 | -",
        "numeric | 1.0 | 1.01 | 1 -> 1.01   (+0.01)",
        "numeric | 'NaN' | 0 | NaN -> 0",
        "numeric | 1e20 | 1e20 + 1 | 100000000000000000000 -> 100000000000000000001   (+1)",
        "money | 1 | 2 | '$1.00' -> '$2.00'",
        "real | 1.2345678 | 1.2345680 | 1.2345678 -> 1.234568   (+0.0000002)",
        "double precision | 0.1 | 0.30000000000000004 | 0.1 -> 0.30000000000000004   (+0.20000000000000004)",
        "double precision | 'infinity' | 1 | Infinity -> 1",
        "boolean | true | false | true -> false",
        "bit(4) | B'1010' | B'1011' | 1010 -> 1011",
        "bit varying | B'1' | B'10' | '1' -> '10'",
        "text | null | '' | null -> ''",
        "text | 'a' | 'A' | 'a' -> 'A'",
        "text | 'a' | 'a ' | 'a' -> 'a '",
        "text | 'null' | null | 'null' -> null",
        "char(3) | 'a' | 'a ' | -",
        "bytea | '\\x00ff' | '\\x00fe' | 0x00ff -> 0x00fe",
        "bytea | '\\x' | null | 0x -> null",
        "date | '2024-02-29' | '2024-03-01' | 2024-02-29 -> 2024-03-01",
        "timestamp | '2024-03-31 02:30:00' | '2024-03-31 02:30:00.000001' | 2024-03-31 02:30:00 -> 2024-03-31 02:30:00.000001",
        "timestamptz | '2024-01-01 10:00+02' | '2024-01-01 08:00Z' | -",
        "timestamptz | '2024-01-01 10:00+02' | '2024-01-01 10:00Z' | 2024-01-01T08:00:00Z -> 2024-01-01T10:00:00Z",
        "time | '10:00' | '10:00:01' | 10:00:00 -> 10:00:01",
        "timetz | '10:00+02' | '10:00+03' | 10:00:00+02 -> 10:00:00+03",
        "interval | '1 day' | '24 hours' | 1 day -> 24:00:00",
        "uuid | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' | 'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11' | -",
        "uuid | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' | null | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 -> null",
        "json | '{\"a\":1}' | '{\"a\":2}' | '{\"a\":1}' -> '{\"a\":2}'",
        "jsonb | '{\"a\":1,\"b\":2}' | '{\"b\":2, \"a\":1}' | -",
        "xml | '<a/>' | '<b/>' | '<a/>' -> '<b/>'",
        "int[] | '{1,2}' | '{1,null}' | '{1,2}' -> '{1,NULL}'",
        "text[] | array['a, b'] | array['a', 'b'] | '{\"a, b\"}' -> '{a,b}'",
        "int4range | '[1,3)' | '[1,2]' | -",
        "inet | '127.0.0.1' | '127.0.0.1/8' | '127.0.0.1' -> '127.0.0.1/8'",
        "hstore_like | row(1, 'a') | row(1, 'b') | '(1,a)' -> '(1,b)'",
        "mood | 'sad' | 'glad' | 'sad' -> 'glad'",
        "point | '(1,2)' | '(1,3)' | '(1,2)' -> '(1,3)'",
      })
  void a_value(String type, String one, String other, String change) throws SQLException {
    H2.run(
        DATABASE,
        "drop table if exists v",
        "drop type if exists mood, hstore_like",
        "create type mood as enum ('sad', 'glad')",
        "create type hstore_like as (n int, t text)",
        "create table v (id int primary key, it " + type + ")",
        "insert into v values (1, " + one + ")");
    Snapshot before = Snapshot.of(DATABASE, ALL);
    assertThat(before.differencesTo(Snapshot.of(DATABASE, ALL)).lines()).isEmpty();
    H2.run(DATABASE, "update v set it = " + other);

    List<String> lines = before.differencesTo(Snapshot.of(DATABASE, ALL)).lines();

    if (change == null) {
      assertThat(lines).isEmpty();
    } else {
      assertThat(lines).containsExactly("v  id=1   it " + change);
    }
  }

  @Test
  void a_session_with_other_ways_to_write_values_sees_the_same_values() throws SQLException {
    DataSource database = Postgres.fresh();
    PGSimpleDataSource other = new PGSimpleDataSource();
    other.setUrl(((PGSimpleDataSource) database).getUrl());
    other.setUser("postgres");
    other.setOptions("-c TimeZone=Asia/Kathmandu -c bytea_output=escape");
    other.setBinaryTransfer(true);
    other.setPrepareThreshold(-1);
    H2.run(
        database,
        "create table v (id int primary key, t timestamptz, b bytea, u uuid, n numeric, i int)",
        "insert into v values (1, now(), '\\x00ff', gen_random_uuid(), 1.50, 7)");

    assertThat(Snapshot.of(database, ALL).differencesTo(Snapshot.of(other, ALL)).lines()).isEmpty();
  }

  @Test
  void partitions_are_read_once_each_and_heirs_not_twice() throws SQLException {
    DataSource database = Postgres.fresh();
    H2.run(
        database,
        "create table event (id int primary key, v int) partition by range (id)",
        "create table event_1 partition of event for values from (0) to (100)",
        "create table event_2 partition of event for values from (100) to (200)",
        "create table parent (id int primary key, v int)",
        "create table heir (primary key (id)) inherits (parent)",
        "create materialized view seen as select 1 as one",
        "insert into event values (1, 1), (101, 1)",
        "insert into heir values (1, 1)");
    Snapshot before = Snapshot.of(database, ALL);
    H2.run(database, "update event set v = 2", "update heir set v = 2");

    assertThat(before.tables()).containsExactly("event_1", "event_2", "heir", "parent");
    assertThat(before.rows()).isEqualTo(3);
    assertThat(before.differencesTo(Snapshot.of(database, ALL)).lines())
        .containsExactly(
            "event_1  id=1   v 1 -> 2   (+1)",
            "event_2  id=101   v 1 -> 2   (+1)",
            "heir     id=1   v 1 -> 2   (+1)");
  }

  @Test
  void a_partial_or_computed_unique_index_is_no_key() throws SQLException {
    DataSource database = Postgres.fresh();
    H2.run(
        database,
        "create table p (a int not null, b text not null, v int)",
        "create unique index on p (a) where a > 5",
        "create unique index on p (lower(b))",
        "insert into p values (1, 'x', 1), (1, 'y', 1)");
    Snapshot before = Snapshot.of(database, ALL);
    H2.run(database, "update p set v = 2 where b = 'y'");

    assertThat(before.differencesTo(Snapshot.of(database, ALL)).lines())
        .containsExactly("p  removed {a=1, b='y', v=1}", "p  added {a=1, b='y', v=2}");
  }
}
