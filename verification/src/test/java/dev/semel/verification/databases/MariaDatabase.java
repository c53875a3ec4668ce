// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.databases;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database on a MariaDB server. */
public final class MariaDatabase extends TestDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String database;

  private MariaDatabase(String database) {
    super("MariaDB", MariaDbServer.url(database));
    this.database = database;
  }

  static TestDatabase create() {
    String database =
        "semel_test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    Sql.run(new Raw(MariaDbServer.url("")), "create database " + database);
    return new MariaDatabase(database).prepared();
  }

  @Override
  public String url(String more) {
    return url() + (url().contains("?") ? "&" : "?") + more;
  }

  @Override
  public String session(Connection c) throws SQLException {
    return Sql.text(c, "select connection_id()");
  }

  @Override
  public void kill(String session) {
    Sql.run(raw(), "kill " + Long.parseLong(session));
  }

  @Override
  public void runIntoTimeout(Connection c) throws SQLException {
    Sql.run(c, "set statement max_statement_time = 0.03 for select count(*), sleep(10) from taken");
  }

  @Override
  public DataSource readOnly() {
    return new Raw(url("sessionVariables=tx_read_only=1"));
  }

  @Override
  public boolean hasTransactionalDdl() {
    return false;
  }

  @Override
  public long waitingForLocks() {
    return Sql.number(
        raw(),
        "select variable_value from information_schema.global_status"
            + " where variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'");
  }

  @Override
  void drop() {
    Sql.run(new Raw(MariaDbServer.url("")), "drop database " + database);
  }
}
