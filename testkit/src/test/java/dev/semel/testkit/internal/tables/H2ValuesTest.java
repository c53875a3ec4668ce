// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.H2;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value of any type changes when, and only when, H2 holds it for another. */
class H2ValuesTest {
  private static final SnapshotOptions ALL = SnapshotOptions.standard();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "bigint | 9007199254740992 | 9007199254740993 | 9007199254740992 -> 9007199254740993   (+1)",
        "numeric(12, 2) | 110 | 120.5 | 110.00 -> 120.50   (+10.5)",
        "decfloat | 1.0 | 1.00 | -",
        "decfloat | 1E+3 | 1000.5 | 1000 -> 1000.5   (+0.5)",
        "double precision | 0.1 | 0.30000000000000004 | 0.1 -> 0.30000000000000004   (+0.20000000000000004)",
        "boolean | true | null | true -> null",
        "varchar | null | '' | null -> ''",
        "varchar | 'a' | 'a ' | 'a' -> 'a '",
        "varchar | 'one' | 'one' || char(10) || char(7) | 'one' -> 'one\\n\\u0007'",
        "clob | 'a' | 'b' | 'a' -> 'b'",
        "varbinary | x'00ff' | x'00fe' | 0x00ff -> 0x00fe",
        "blob | x'00ff' | x'00fe' | 0x00ff -> 0x00fe",
        "date | date '2024-02-29' | date '2024-03-01' | 2024-02-29 -> 2024-03-01",
        "timestamp(9) | timestamp '2024-03-31 02:30:00' | timestamp '2024-03-31 02:30:00.000000001' | 2024-03-31 02:30:00 -> 2024-03-31 02:30:00.000000001",
        "timestamp with time zone | timestamp with time zone '2024-01-01 10:00:00+02' | timestamp with time zone '2024-01-01 08:00:00Z' | -",
        "timestamp with time zone | timestamp with time zone '2024-01-01 10:00:00+02' | timestamp with time zone '2024-01-01 10:00:00Z' | 2024-01-01T08:00:00Z -> 2024-01-01T10:00:00Z",
        "interval day | interval '1' day | interval '2' day | INTERVAL '1' DAY -> INTERVAL '2' DAY",
        "uuid | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' | null | a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 -> null",
        "json | json '[1]' | json '[2]' | '[1]' -> '[2]'",
        "varchar array | array['a, b'] | array['a', 'b'] | ['a, b'] -> ['a', 'b']",
        "int array | array[1] | array[null] | [1] -> [null]",
        "enum('sad', 'glad') | 'sad' | 'glad' | 'sad' -> 'glad'",
        "java_object | x'aced' | x'acee' | 0xaced -> 0xacee",
      })
  void a_value(String type, String one, String other, String change) throws SQLException {
    DataSource database = H2.fresh();
    H2.run(
        database,
        "create table v (id int primary key, it " + type + ")",
        "insert into v values (1, " + one + ")");
    Snapshot before = Snapshot.of(database, ALL);
    assertThat(before.differencesTo(Snapshot.of(database, ALL)).lines()).isEmpty();
    H2.run(database, "update v set it = " + other);

    List<String> lines = before.differencesTo(Snapshot.of(database, ALL)).lines();

    if (change == null) {
      assertThat(lines).isEmpty();
    } else {
      assertThat(lines).containsExactly("v  id=1   it " + change);
    }
  }
}
