// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.testkit.Change;
import dev.semel.testkit.Twice;
import dev.semel.testkit.TwiceReport;
import dev.semel.verification.databases.MariaDbServer;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MariaDB has catalogs for schemas, and a driver with its own idea of some types. */
class TwiceOnMariaDbTest {
  private static final String NAME = "semel_twice_" + ProcessHandle.current().pid();
  private static DataSource database;

  @BeforeAll
  static void create() {
    Sql.run(new Raw(MariaDbServer.url("")), "create database " + NAME);
    database = new Raw(MariaDbServer.url(NAME));
  }

  @AfterAll
  static void drop() {
    if (database != null) {
      Sql.run(new Raw(MariaDbServer.url("")), "drop database " + NAME);
    }
  }

  @Test
  void tables_of_the_connections_catalog_are_read_and_no_others() {
    Sql.run(database, "create table account (id int primary key, balance decimal(10, 2))");
    Sql.run(database, "create table tag (name varchar(20), unique key (name))");
    Sql.run(database, "create view seen as select * from account");
    Sql.run(database, "insert into account values (7, 100)");
    try {
      assertThat(
              Twice.of(database)
                  .deliver(
                      db -> {
                        Sql.run(db, "update account set balance = balance + 10");
                        Sql.run(db, "insert into tag values (null)");
                      }))
          .hasToString(
              """
              the second delivery was not harmless: it changed 2 tables
                account  id=7   balance 110.00 -> 120.00   (+10)
                tag      added {name=null}
              the first delivery had done this:
                account  id=7   balance 100.00 -> 110.00   (+10)
                tag      added {name=null}""");
      assertThatThrownBy(() -> Twice.of(database).schemas("elsewhere").deliver(db -> {}))
          .hasMessageStartingWith("SEMEL-302 there is no schema called 'elsewhere'")
          .hasMessageContaining(NAME);
      assertThatThrownBy(() -> Twice.of(database).ignoringTable("seen").deliver(db -> {}))
          .hasMessageStartingWith(
              "SEMEL-302 there is no table called 'seen'; there are: account, tag");
    } finally {
      Sql.run(database, "drop view seen");
      Sql.run(database, "drop table account");
      Sql.run(database, "drop table tag");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "tinyint(1) | 5 | 6 | 5 -> 6   (+1)",
        "boolean | true | false | 1 -> 0   (-1)",
        "bigint unsigned | 18446744073709551614 | 18446744073709551615 | 18446744073709551614 -> 18446744073709551615   (+1)",
        "decimal(10, 2) | 1 | 1.00 | -",
        "float | 16777215 | 16777214 | 16777215 -> 16777214   (-1)",
        "double | 0.1 | 0.30000000000000004 | 0.1 -> 0.30000000000000004   (+0.20000000000000004)",
        "bit(8) | b'1010' | b'1011' | 0x0a -> 0x0b",
        "bit(1) | b'1' | b'0' | 0x01 -> 0x00",
        "varchar(10) | null | '' | null -> ''",
        "varchar(10) | 'a' | 'A' | 'a' -> 'A'",
        "varchar(10) | 'a' | 'a ' | 'a' -> 'a '",
        "text | 'a' | 'b' | 'a' -> 'b'",
        "binary(2) | x'00ff' | x'00fe' | 0x00ff -> 0x00fe",
        "blob | x'00ff' | x'00fe' | 0x00ff -> 0x00fe",
        "date | '2024-02-29' | '2024-03-01' | 2024-02-29 -> 2024-03-01",
        "datetime(6) | '2024-03-31 02:30:00' | '2024-03-31 02:30:00.000001' | 2024-03-31 02:30:00.000000 -> 2024-03-31 02:30:00.000001",
        "timestamp(6) null | '2024-06-30 02:30:00' | null | 2024-06-30 02:30:00.000000 -> null",
        "time | '-10:00:00' | '100:00:00' | -10:00:00 -> 100:00:00",
        "year | 2024 | 2025 | 2024 -> 2025",
        "uuid | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' | null | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 -> null",
        "json | '{\"a\":1}' | '{\"a\":2}' | '{\"a\":1}' -> '{\"a\":2}'",
        "enum('sad', 'glad') | 'sad' | 'glad' | 'sad' -> 'glad'",
        "set('a', 'b') | 'a,b' | 'a' | 'a,b' -> 'a'",
        "inet6 | '::1' | '::2' | '::1' -> '::2'",
      })
  void a_value(String type, String one, String other, String change) {
    Sql.run(database, "create table v (id int primary key, it " + type + ")");
    Sql.run(database, "insert into v values (1, " + one + ")");
    try {
      TwiceReport report =
          Twice.of(database)
              .firstMayDoNothing()
              .deliver(db -> Sql.run(db, "update v set it = " + other));

      assertThat(report.repeats()).isEmpty();
      if (change == null) {
        assertThat(report.first()).isEmpty();
      } else {
        assertThat(report.first()).extracting(Change::text).containsExactly("id=1   it " + change);
      }
    } finally {
      Sql.run(database, "drop table v");
    }
  }

  @Test
  void more_rows_than_the_driver_fetches_at_a_time_are_all_read() {
    Sql.run(database, "create table many (id int primary key, v int)");
    Sql.run(database, "insert into many select seq, 0 from seq_1_to_10000");
    try {
      assertThat(
              Twice.of(database)
                  .deliver(db -> Sql.run(db, "update many set v = v + 1 where id = 9999"))
                  .repeats())
          .singleElement()
          .extracting(Change::text)
          .isEqualTo("id=9999   v 1 -> 2   (+1)");
    } finally {
      Sql.run(database, "drop table many");
    }
  }
}
