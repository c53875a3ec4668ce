// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.verification.databases.Sql;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A server of its own, whose transaction ids a test can use up. */
record Cluster(EmbeddedPostgres server) implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** The name of an empty database in it. */
  String create() {
    String name = "restore_" + NUMBER.incrementAndGet();
    server.createDatabase(name);
    return name;
  }

  /** A pool, to be closed. */
  HikariDataSource pool(String database) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(server.jdbcUrl(database));
    pool.setMaximumPoolSize(16);
    pool.setMinimumIdle(0);
    return pool;
  }

  /** As the tools of PostgreSQL want it. */
  String url(String database) {
    return "postgresql://%s@127.0.0.1:%d/%s".formatted(server.user(), server.port(), database);
  }

  /** The next transaction id, or one a little before it. */
  static long next(DataSource dataSource) {
    return Sql.number(dataSource, "select pg_snapshot_xmax(pg_current_snapshot())::text");
  }

  /** Uses up transaction ids until the next is at least this. */
  static void burn(DataSource dataSource, long until) {
    Sql.run(
        dataSource,
        """
        do $$
        begin
          while pg_snapshot_xmax(pg_current_snapshot())::text::bigint < %d loop
            set local synchronous_commit = off;
            perform pg_current_xact_id();
            commit;
          end loop;
        end $$"""
            .formatted(until));
  }

  @Override
  public void close() {
    server.close();
  }
}
