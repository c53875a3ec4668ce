// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.H2;
import dev.semel.testkit.Postgres;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many rows are read as a stream, kept small and compared in linear time; times are printed. */
class SnapshotSpeedTest {
  private static final Duration ENOUGH = Duration.ofSeconds(120);

  @ParameterizedTest
  @ValueSource(ints = {100_000, 400_000})
  void one_changed_row_among_many_is_found(int rows) throws SQLException {
    DataSource database = Postgres.fresh();
    H2.run(
        database,
        "create table payment (id bigint primary key, account int, amount numeric(12, 2),"
            + " at timestamptz, note text)",
        "insert into payment select i, i % 1000, i / 100.0, now(), 'payment ' || i"
            + " from generate_series(1, "
            + rows
            + ") i");
    long start = System.nanoTime();
    Snapshot before = Snapshot.of(database, SnapshotOptions.standard());
    long read = System.nanoTime() - start;
    H2.run(database, "update payment set amount = amount + 10 where id = " + rows / 2);
    Snapshot after = Snapshot.of(database, SnapshotOptions.standard());
    long end = System.nanoTime();
    Difference difference = before.differencesTo(after);
    long compared = System.nanoTime() - end;

    System.out.printf(
        "%,d rows: snapshot %,d ms, comparison %,d ms%n",
        rows, read / 1_000_000, compared / 1_000_000);
    assertThat(difference.lines()).singleElement().asString().contains("(+10)");
    assertThat(read).isLessThan(ENOUGH.toNanos());
    assertThat(compared).isLessThan(ENOUGH.toNanos());
  }

  @ParameterizedTest
  @ValueSource(ints = 300_000)
  void rows_beyond_the_memory_are_not_kept(int rows) throws SQLException {
    DataSource database = Postgres.fresh();
    H2.run(
        database,
        "create table big (id int primary key, body text)",
        "insert into big select i, repeat(md5(i::text), 6) from generate_series(1, "
            + rows
            + ") i");
    SnapshotOptions options = SnapshotOptions.standard().keeping(40L << 20);

    long before = used();
    Snapshot snapshot = Snapshot.of(database, options);
    long kept = used() - before;
    H2.run(database, "update big set body = 'x' where id = " + rows);
    Difference difference = snapshot.differencesTo(Snapshot.of(database, options));

    System.out.printf("%,d rows of 200 bytes: %,d kB kept%n", rows, kept / 1_000);
    assertThat(kept).as("rows and their hashes would be 85 MB").isLessThan(60L << 20);
    assertThat(difference.lines()).singleElement().asString().startsWith("big  id=" + rows);
  }

  @SuppressWarnings("CallToSystemGc")
  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
