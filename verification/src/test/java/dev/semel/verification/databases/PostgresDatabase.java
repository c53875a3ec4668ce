// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.databases;

import dev.semel.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database on a PostgreSQL server. */
public final class PostgresDatabase extends TestDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final EmbeddedPostgres server;
  private final String database;

  private PostgresDatabase(EmbeddedPostgres server, String database) {
    super("PostgreSQL " + server.version(), server.createDatabase(database));
    this.server = server;
    this.database = database;
  }

  /** A fresh database on this server. */
  public static TestDatabase on(EmbeddedPostgres server) {
    return new PostgresDatabase(server, "test_" + NUMBER.incrementAndGet()).prepared();
  }

  @Override
  public String url(String more) {
    return url() + "&" + more;
  }

  @Override
  public String session(Connection c) throws SQLException {
    return Sql.text(c, "select pg_backend_pid()");
  }

  @Override
  public void kill(String session) {
    Sql.text(raw(), "select pg_terminate_backend(?::int, 5000)", session);
  }

  @Override
  public void runIntoTimeout(Connection c) throws SQLException {
    Sql.run(c, "set local statement_timeout = '30ms'");
    Sql.run(c, "select pg_sleep(10)");
  }

  @Override
  public DataSource readOnly() {
    return new Raw(url("options=-c%20default_transaction_read_only=on"));
  }

  @Override
  public boolean hasTransactionalDdl() {
    return true;
  }

  @Override
  public long waitingForLocks() {
    return Sql.number(
        raw(),
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname ="
            + " current_database()");
  }

  @Override
  void drop() {
    Sql.run(new Raw(server.jdbcUrl()), "drop database " + database + " with (force)");
  }
}
