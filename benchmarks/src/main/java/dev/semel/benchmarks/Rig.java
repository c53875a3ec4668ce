// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Schema;
import dev.semel.embedded.EmbeddedPostgres;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;

/** The server, a pool per setting and a connection to look at things with. For one thread. */
public final class Rig implements AutoCloseable {
  private static final String EFFECTS = "select coalesce(sum(balance), 0) from account";
  private static final String ROWS = "select count(*) from semel_ledger_64";
  private static final String XIDS = "select pg_snapshot_xmax(pg_current_snapshot())::text";

  private final EmbeddedPostgres postgres;
  private final Connection admin;
  private final int workersMax;
  private final int ledgerRows;
  private long seed;
  private final Map<Setting, HikariDataSource> pools = new EnumMap<>(Setting.class);

  /**
   * @param ledgerRows that are in the ledger from the beginning, so that its index is no toy
   */
  public Rig(int workersMax, int ledgerRows) throws SQLException {
    this.workersMax = workersMax;
    this.ledgerRows = ledgerRows;
    // No checkpoint and no vacuum inside a cell: both come when they like and cost whom they hit.
    postgres =
        EmbeddedPostgres.with()
            .setting("checkpoint_timeout", "1h")
            .setting("max_wal_size", "8GB")
            .setting("autovacuum", "off")
            .setting("shared_buffers", "256MB")
            .start();
    admin = DriverManager.getConnection(postgres.jdbcUrl());
    run("set max_parallel_workers_per_gather = 0");
    run(
        "create table account (id int primary key, balance bigint not null) with (fillfactor = 50)");
    var unused = Schema.of(pool(Setting.FSYNC)).apply();
  }

  public EmbeddedPostgres postgres() {
    return postgres;
  }

  public HikariDataSource pool(Setting setting) {
    return pools.computeIfAbsent(setting, s -> pool(s, workersMax, ""));
  }

  /** One connection that counts its round trips; to be closed by the caller. */
  public HikariDataSource countingPool() {
    return pool(Setting.FSYNC, 1, "&socketFactory=" + CountingSockets.class.getName());
  }

  /** A pool of its own; to be closed by the caller. */
  public HikariDataSource pool(Setting setting, int size) {
    return pool(setting, size, "");
  }

  private HikariDataSource pool(Setting setting, int size, String more) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        postgres.jdbcUrl()
            + "&options="
            + URLEncoder.encode(setting.options(), StandardCharsets.UTF_8).replace("+", "%20")
            + more);
    config.setMaximumPoolSize(size);
    return new HikariDataSource(config);
  }

  /** Messages that were in no cell before. */
  Messages messages(int worker) {
    return new Messages(seed++, worker);
  }

  /** Empties the accounts, and the ledger but for the rows it begins with. */
  void fresh() throws SQLException {
    run("truncate account, semel_ledger_64");
    run(
        "insert into account select i, 0 from generate_series(1, %d) as i"
            .formatted(workersMax * Messages.ACCOUNTS_PER_WORKER));
    run(
        """
        insert into semel_ledger_64 (slot, scope, key_id, state, state_since)
        select 64, 999999, gen_random_uuid(), 2, clock_timestamp()
          from generate_series(1, %d)"""
            .formatted(ledgerRows));
    run("vacuum analyze account, semel_ledger_64");
  }

  /** Where the database stands before something. */
  Standing standing() throws SQLException {
    // Looking at a table may tidy its pages, which is written to the log; so the log comes last.
    long effects = number(EFFECTS);
    long rows = number(ROWS);
    return new Standing(standingOfLog(), number(XIDS), effects, rows);
  }

  /** What was moved since then. */
  Standing movedSince(Standing before) throws SQLException {
    long wal = standingOfLog() - before.wal();
    long xids = number(XIDS) - before.xids();
    return new Standing(
        wal, xids, number(EFFECTS) - before.effects(), number(ROWS) - before.rows());
  }

  /**
   * What a delivery may move.
   *
   * @param wal bytes of log written
   * @param xids transactions that wrote
   * @param effects the sum of all balances
   * @param rows rows of the ledger
   */
  record Standing(long wal, long xids, long effects, long rows) {}

  /** How many bytes of log were ever written. */
  public long standingOfLog() throws SQLException {
    return number("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')");
  }

  public long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  String text(String query) throws SQLException {
    try (Statement statement = admin.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  public void run(String sql) throws SQLException {
    try (Statement statement = admin.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    pools.values().forEach(HikariDataSource::close);
    admin.close();
    postgres.close();
  }
}
