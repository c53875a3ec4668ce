// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.Schema;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.Sweep;
import dev.semel.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgreSqlRetentionTest extends RetentionContract {
  private static final int IDS = Boolean.getBoolean("semel.full") ? 1_000_000 : 300_000;
  private static final int SWEEPS_MAX = 20;
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Override
  protected LedgerTables open() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.createDatabase("retention_" + NAMES.incrementAndGet()));
    config.setMaximumPoolSize(3);
    HikariDataSource pool = new HikariDataSource(config);
    Schema.of(pool).apply();
    return new LedgerTables(pool, true, true, tables -> pool.close());
  }

  @Test
  void a_day_of_very_many_ids_is_forgotten_in_a_moment_and_with_hardly_any_wal() throws Exception {
    Semel semel =
        Semel.with(tables.dataSource())
            .scope(Scope.named("orders").timed().remembering(Duration.ofDays(7)))
            .build();
    int slot = (int) Math.floorMod(tables.now().getEpochSecond() / 86_400 - 20, 64L);
    // It would hold the slot, and write WAL of its own.
    tables.run("alter table semel_ledger_%02d set (autovacuum_enabled = off)".formatted(slot));
    tables.run(
        """
        insert into semel_ledger_%02d (slot, scope, key_id, state, state_since, origin)
        select %d, 1, gen_random_uuid(), 2, now(), date_trunc('day', now(), 'UTC') - interval '20 days'
          from generate_series(1, %d)"""
            .formatted(slot, slot, IDS));
    assertThat(tables.count("semel_ledger_%02d".formatted(slot))).isEqualTo(IDS);
    tables.run("checkpoint");
    Prober prober = new Prober("select 1 from semel_ledger_%02d limit 1".formatted(slot));
    prober.start();
    long before = wal();
    Sweep sweep = semel.sweep();
    // On a busy machine the prober holds the slot whenever it is asked for.
    for (int i = 0; i < SWEEPS_MAX && sweep.slotsEmptied() == 0; i++) {
      sweep = semel.sweep();
    }
    long bytes = wal() - before;
    prober.end();
    assertThat(sweep.slotsEmptied()).isEqualTo(1);
    assertThat(sweep.rowsDeleted()).isZero();
    assertThat(tables.count("semel_ledger")).isZero();
    assertThat(bytes).as("bytes of WAL for all ids").isLessThan(1_000_000);
    assertThat(prober.probes.get()).as("the slot was really read all the time").isGreaterThan(10);
    // The target is 100 ms on a quiet machine; the measured figure is in docs/performance.md.
    assertThat(Duration.ofNanos(prober.longestNanos.get()))
        .as("how long a reader of that slot had to wait")
        .isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void a_busy_slot_is_left_for_the_next_sweep() throws SQLException {
    Semel semel =
        Semel.with(tables.dataSource())
            .scope(Scope.named("orders").timed().remembering(Duration.ofDays(7)))
            .build();
    tables.insertOld(tables.now().minus(Duration.ofDays(20)), 1);
    int slot = (int) Math.floorMod(tables.now().getEpochSecond() / 86_400 - 20, 64L);
    try (Connection reader = tables.dataSource().getConnection();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select 1 from semel_ledger_%02d".formatted(slot));
      Sweep sweep = semel.sweep();
      assertThat(sweep.slotsEmptied()).isZero();
      assertThat(sweep.took()).isLessThan(Duration.ofSeconds(5));
      reader.rollback();
    }
  }

  @Test
  void an_optimistic_effect_is_sealed_against_a_memory_that_moved_on() throws SQLException {
    Semel semel =
        Semel.with(tables.dataSource())
            .scope(Scope.named("orders").timed().remembering(Duration.ofDays(7)))
            .build();
    Key key = Key.of("orders", "x").bornAt(tables.now().minus(Duration.ofDays(6)));
    Outcome<Void> outcome =
        semel
            .optimistic()
            .attempt(
                key,
                tx -> {
                  tx.add("insert into remembered (id) values ('x')");
                  tables.forgetEverythingBut(Duration.ofDays(5));
                });
    assertThat(outcome).isInstanceOf(Outcome.Forgotten.class);
    assertThat(tables.count("remembered")).isZero();
  }

  private long wal() throws SQLException {
    try (Connection c = tables.dataSource().getConnection();
        Statement statement = c.createStatement();
        ResultSet rows =
            statement.executeQuery("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Reads all the time and remembers its longest wait. */
  private final class Prober extends Thread {
    private final String sql;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong probes = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();

    Prober(String sql) {
      this.sql = sql;
    }

    @Override
    public void run() {
      try (Connection c = tables.dataSource().getConnection();
          Statement statement = c.createStatement()) {
        while (!ended.get()) {
          long began = System.nanoTime();
          statement.execute(sql);
          longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
          probes.incrementAndGet();
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    void end() throws InterruptedException {
      ended.set(true);
      join();
    }
  }
}
