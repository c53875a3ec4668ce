// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A database that can be out of reach, and whose commits can fail: of every transaction that wrote
 * to {@code at_commit}, as with a cluster that certifies at commit. For databases that have no
 * deferred constraints. Thread-safe.
 */
final class FickleDatabase implements DataSource {
  private final DataSource database;
  private final AtomicInteger inVain = new AtomicInteger();
  private volatile boolean away;

  FickleDatabase(DataSource database) {
    this.database = database;
  }

  /** How often somebody asked for a connection while there was none. */
  int inVain() {
    return inVain.get();
  }

  void away(boolean away) {
    this.away = away;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (away) {
      inVain.incrementAndGet();
      throw new SQLNonTransientConnectionException("nobody is there", "08001");
    }
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new Fickle(database.getConnection())::called);
  }

  private static final class Fickle {
    private final Connection connection;
    private boolean doomed;

    Fickle(Connection connection) {
      this.connection = connection;
    }

    Object called(Object proxy, Method method, Object[] args) throws Throwable {
      if (method.getName().equals("prepareStatement") && args[0].toString().contains("at_commit")) {
        doomed = true;
      } else if (method.getName().equals("commit") && doomed) {
        doomed = false;
        connection.rollback();
        throw new SQLTransactionRollbackException("refused at commit", "40001");
      } else if (method.getName().equals("rollback") && args == null) {
        doomed = false;
      }
      try {
        return method.invoke(connection, args);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return database.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    database.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    database.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return database.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return database.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return database.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return database.isWrapperFor(type);
  }
}
