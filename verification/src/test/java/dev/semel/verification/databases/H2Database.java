// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.databases;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database of H2, in memory. */
public final class H2Database extends TestDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  H2Database() {
    super("H2", "jdbc:h2:mem:test_" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
    TestDatabase unused = prepared();
  }

  @Override
  public String url(String more) {
    return url() + ";" + more;
  }

  @Override
  public String session(Connection c) throws SQLException {
    return Sql.text(c, "select session_id()");
  }

  @Override
  public void kill(String session) {
    Sql.text(raw(), "select abort_session(?)", Integer.parseInt(session));
  }

  @Override
  public void runIntoTimeout(Connection c) throws SQLException {
    try (Statement statement = c.createStatement()) {
      statement.setQueryTimeout(1);
      statement.execute(
          "select sum(a.x * b.x) from system_range(1, 100000) a, system_range(1, 100000) b");
    }
  }

  @Override
  public DataSource readOnly() {
    return null;
  }

  @Override
  public boolean hasTransactionalDdl() {
    return false;
  }

  @Override
  public long waitingForLocks() {
    return Sql.number(
        raw(), "select count(*) from information_schema.sessions where blocker_id is not null");
  }

  @Override
  void drop() {
    try (Connection c = raw().getConnection();
        Statement statement = c.createStatement()) {
      statement.execute("shutdown immediately");
    } catch (SQLException e) {
      // The connection goes down with its database.
    }
  }
}
