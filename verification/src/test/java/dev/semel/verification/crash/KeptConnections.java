// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.verification.databases.Raw;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps connections that were given back whole. A pool that fills itself in the background takes
 * longer to replace a cut connection than the rest of a life takes. Thread-safe.
 */
final class KeptConnections extends Raw implements AutoCloseable {
  private final Deque<Connection> idle = new ArrayDeque<>();

  KeptConnections(String url) {
    super(url);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection kept;
    synchronized (idle) {
      kept = idle.poll();
    }
    Connection real = kept != null ? kept : super.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) ->
                method.getName().equals("close")
                    ? giveBack(real)
                    : invoke(real, method, arguments));
  }

  private Object giveBack(Connection real) throws SQLException {
    if (real.isClosed()) {
      return null;
    }
    if (!real.getAutoCommit()) {
      real.rollback();
      real.setAutoCommit(true);
    }
    synchronized (idle) {
      idle.push(real);
    }
    return null;
  }

  private static Object invoke(Connection real, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() throws SQLException {
    synchronized (idle) {
      for (Connection connection : idle) {
        connection.close();
      }
      idle.clear();
    }
  }
}
