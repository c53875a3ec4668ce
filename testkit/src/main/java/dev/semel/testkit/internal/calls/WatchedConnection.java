// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.calls;

import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands before a connection. As thread-safe as the connection. */
final class WatchedConnection {
  private final Connection real;
  private final String resource;
  private final int number;
  private final CallWatcher watcher;

  WatchedConnection(Connection real, String resource, int number, CallWatcher watcher) {
    this.real = real;
    this.resource = resource;
    this.number = number;
    this.watcher = watcher;
  }

  Connection proxy() {
    return WatchedCalls.proxy(Connection.class, this::call);
  }

  Call call(CallKind kind, String text) {
    return call(kind, text, List.of());
  }

  Call call(CallKind kind, String text, List<String> sql) {
    return new Call(kind, resource, number, text, autocommit(), WatchedCalls.site(), sql);
  }

  private @Nullable Object call(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return WatchedCalls.ofObject(self, real, method, arguments);
    }
    String name = method.getName();
    return switch (name) {
      case "commit" -> told(CallKind.COMMIT, "commit", method, arguments);
      case "rollback" ->
          arguments == null
              ? told(CallKind.ROLLBACK, "rollback", method, arguments)
              : told(CallKind.SAVEPOINT, "rollback to savepoint", method, arguments);
      case "setSavepoint", "releaseSavepoint" -> told(CallKind.SAVEPOINT, name, method, arguments);
      case "setAutoCommit" ->
          told(CallKind.AUTOCOMMIT, "setAutoCommit(" + first(arguments) + ")", method, arguments);
      case "close" -> close(method);
      case "createStatement" -> statement(self, Statement.class, null, method, arguments);
      case "prepareStatement" ->
          statement(self, PreparedStatement.class, first(arguments), method, arguments);
      case "prepareCall" ->
          statement(self, CallableStatement.class, first(arguments), method, arguments);
      case "unwrap", "isWrapperFor" -> wrapper(self, method, arguments);
      default -> WatchedCalls.invoke(real, method, arguments);
    };
  }

  private @Nullable Object told(
      CallKind kind, String text, Method method, Object @Nullable [] arguments) throws Throwable {
    return WatchedCalls.watched(call(kind, text), real, method, arguments, watcher);
  }

  private @Nullable Object close(Method method) throws Throwable {
    if (real.isClosed()) {
      return null;
    }
    Call call = call(CallKind.RELEASE, "close");
    watcher.before(call);
    try {
      WatchedCalls.invoke(real, method, null);
    } finally {
      watcher.released(real);
    }
    watcher.after(call, null, null);
    return null;
  }

  private <T extends Statement> @Nullable Object statement(
      Object self,
      Class<T> type,
      @Nullable String sql,
      Method method,
      Object @Nullable [] arguments)
      throws Throwable {
    Object statement = WatchedCalls.invoke(real, method, arguments);
    return statement == null
        ? null
        : new WatchedStatement(this, (Connection) self, (Statement) statement, sql, watcher)
            .proxy(type);
  }

  private @Nullable Object wrapper(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (arguments != null && arguments[0] instanceof Class<?> type && type.isInstance(self)) {
      return method.getName().equals("unwrap") ? self : true;
    }
    return WatchedCalls.invoke(real, method, arguments);
  }

  private boolean autocommit() {
    try {
      return real.getAutoCommit();
    } catch (SQLException e) {
      return false; // It is closed or broken, and will say so itself.
    }
  }

  private static String first(Object @Nullable [] arguments) {
    return arguments == null ? "" : String.valueOf(arguments[0]);
  }
}
