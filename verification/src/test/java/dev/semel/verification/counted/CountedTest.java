// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.counted;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.testkit.network.FaultProxy;
import dev.semel.verification.databases.PostgresDatabase;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Counts on PostgreSQL 18, on a server of its own where nothing else writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CountedTest {
  private static final int WARM_UP = 12;
  private static final int WAL_INSERTS = 2_000;
  private static final int PRELOADED = 200_000;
  private static final String INSERT = "insert into effect (id, what) values (?, 'counted')";

  private EmbeddedPostgres server;
  private TestDatabase db;
  private FaultProxy proxy;
  private HikariDataSource counted;
  private Semel semel;
  private int number;

  @BeforeAll
  void open() throws IOException {
    server =
        EmbeddedPostgres.with()
            .setting("autovacuum", "off")
            .setting("checkpoint_timeout", "1h")
            .setting("max_wal_size", "4GB")
            .start();
    db = PostgresDatabase.on(server);
    proxy = FaultProxy.to(server.port());
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(db.url().replace(":" + server.port() + "/", ":" + proxy.port() + "/"));
    config.setMaximumPoolSize(1);
    counted = new HikariDataSource(config);
    semel = Semel.on(counted);
  }

  @AfterAll
  void close() throws IOException {
    counted.close();
    proxy.close();
    db.close();
    server.close();
  }

  /** Something to count, for the n-th time. */
  @FunctionalInterface
  private interface Counted {
    void run(int n) throws SQLException;
  }

  private long trips(Counted work) throws SQLException {
    for (int i = 0; i < WARM_UP; i++) {
      work.run(i);
    }
    long before = proxy.trips();
    work.run(WARM_UP);
    return proxy.trips() - before;
  }

  private Key fresh() {
    return Key.of("counted", "order-" + ++number);
  }

  @Test
  void an_effect_of_one_statement_takes_three_round_trips() throws SQLException {
    long trips =
        trips(
            n -> {
              Key key = fresh();
              semel.once(key, tx -> Sql.run(tx.connection(), INSERT, key.id()));
            });
    System.out.println("round trips, first-check: " + trips);
    assertThat(trips).isEqualTo(3);
  }

  @Test
  void an_optimistic_effect_of_one_statement_takes_two() throws SQLException {
    long trips =
        trips(
            n -> {
              Key key = fresh();
              semel.optimistic().once(key, tx -> Sql.run(tx.connection(), INSERT, key.id()));
            });
    System.out.println("round trips, optimistic: " + trips);
    assertThat(trips).isEqualTo(2);
  }

  @Test
  void a_duplicate_takes_at_most_two() throws SQLException {
    Key key = fresh();
    String result = semel.once(key, Codec.text(), tx -> "result");
    long trips =
        trips(n -> assertThat(semel.once(key, Codec.text(), tx -> "another")).isEqualTo(result));
    System.out.println("round trips, duplicate: " + trips);
    assertThat(trips).isLessThanOrEqualTo(2);
  }

  @Test
  void a_batch_of_a_hundred_takes_at_most_four() throws SQLException {
    long trips =
        trips(
            n -> {
              List<String> ids =
                  IntStream.range(0, 100).mapToObj(i -> "batch-%d-%d".formatted(n, i)).toList();
              semel
                  .batch("counted-batch", ids)
                  .keyedBy(id -> id)
                  .apply((tx, id) -> tx.add(INSERT, id));
            });
    System.out.println("round trips, batch of 100: " + trips);
    assertThat(trips).isLessThanOrEqualTo(4);
  }

  @Test
  void an_effect_is_one_transaction_and_a_duplicate_none() throws SQLException {
    List<Key> keys = IntStream.range(0, 50).mapToObj(i -> fresh()).toList();
    semel.once(fresh(), tx -> {});
    long before = nextTransactionId();
    for (Key key : keys) {
      semel.once(key, tx -> Sql.run(tx.connection(), INSERT, key.id()));
    }
    long between = nextTransactionId();
    for (Key key : keys) {
      semel.once(key, tx -> Sql.run(tx.connection(), INSERT, key.id()));
    }
    long after = nextTransactionId();
    assertThat(between - before).as("for 50 effects").isEqualTo(50);
    assertThat(after - between).as("for 50 duplicates").isZero();
  }

  private long nextTransactionId() {
    return Sql.number(
        db.dataSource(), "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
  }

  @Test
  void a_duplicate_writes_no_wal() throws SQLException {
    List<Key> keys = IntStream.range(0, 100).mapToObj(i -> fresh()).toList();
    for (Key key : keys) {
      semel.once(key, tx -> {});
    }
    long least = Long.MAX_VALUE;
    // Hint bits and the server's own records come and go; the quietest of a few tries counts.
    for (int i = 0; i < 6 && least > 0; i++) {
      long before = walBytes();
      for (Key key : keys) {
        semel.once(key, tx -> {});
      }
      least = Math.min(least, walBytes() - before);
    }
    assertThat(least).as("bytes for 100 duplicates").isZero();
  }

  @Test
  void a_key_of_the_day_costs_a_fraction_of_the_wal_of_a_random_one() throws SQLException {
    long seed = 20_261_121;
    Random random = new Random(seed);
    Scope day = Scope.named("counted-day").timed();
    Semel timed = Semel.with(counted).scope(day).build();
    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    for (int i = 0; i < 20; i++) {
      timed.once(Key.of("counted-day", ofDay(today, random)), tx -> {});
      semel.once(Key.of("counted-random", UUID.randomUUID()), tx -> {});
    }
    Sql.run(
        db.dataSource(),
        "insert into semel_ledger_64 (slot, scope, key_id, state, state_since) select 64, s.id,"
            + " gen_random_uuid(), 2, now() from generate_series(1, "
            + PRELOADED
            + "), semel_scope s where s.name = 'counted-random'");
    long inDaySlot =
        walPerInsert(() -> timed.once(Key.of("counted-day", ofDay(today, random)), tx -> {}));
    long timeless =
        walPerInsert(
            () ->
                semel.once(
                    Key.of("counted-random", new UUID(random.nextLong(), random.nextLong())),
                    tx -> {}));
    System.out.printf(
        "WAL bytes per insert after a checkpoint, seed %d: %d in a day's slot, %d among %d random"
            + " keys%n",
        seed, inDaySlot, timeless, PRELOADED);
    assertThat(inDaySlot).isLessThan(400);
    assertThat(timeless).isGreaterThanOrEqualTo(3 * inDaySlot);
  }

  private long walPerInsert(Runnable insert) {
    Sql.run(db.dataSource(), "checkpoint");
    long before = walBytes();
    for (int i = 0; i < WAL_INSERTS; i++) {
      insert.run();
    }
    return (walBytes() - before) / WAL_INSERTS;
  }

  private long walBytes() {
    return Sql.number(
        db.dataSource(), "select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint");
  }

  /** A UUIDv7 from some moment of the day that is already over, in no order. */
  private static UUID ofDay(Instant day, Random random) {
    long passed = Math.max(1, ChronoUnit.MILLIS.between(day, Instant.now()));
    long millis = day.toEpochMilli() + (long) (random.nextDouble() * passed);
    return new UUID(
        millis << 16 | 0x7000L | random.nextInt(0x1000), random.nextLong() >>> 2 | 1L << 63);
  }
}
