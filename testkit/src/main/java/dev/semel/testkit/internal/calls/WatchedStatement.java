// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.calls;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands before a statement. For one thread, like the statement. */
final class WatchedStatement {
  private final WatchedConnection connection;
  private final Connection connectionProxy;
  private final Statement real;
  private final @Nullable String prepared;
  private final CallWatcher watcher;
  private final List<String> batch = new ArrayList<>();

  WatchedStatement(
      WatchedConnection connection,
      Connection connectionProxy,
      Statement real,
      @Nullable String prepared,
      CallWatcher watcher) {
    this.connection = connection;
    this.connectionProxy = connectionProxy;
    this.real = real;
    this.prepared = prepared;
    this.watcher = watcher;
  }

  <T extends Statement> T proxy(Class<T> type) {
    return WatchedCalls.proxy(type, this::call);
  }

  private @Nullable Object call(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return WatchedCalls.ofObject(self, real, method, arguments);
    }
    String name = method.getName();
    if (name.equals("getConnection")) {
      return connectionProxy;
    }
    if (name.equals("addBatch")) {
      batch.add(sql(arguments));
    } else if (name.equals("clearBatch")) {
      batch.clear();
    }
    if (!name.startsWith("execute")) {
      return WatchedCalls.invoke(real, method, arguments);
    }
    String text = name.endsWith("Batch") ? batchText() : sql(arguments);
    return WatchedCalls.watched(
        connection.call(CallKind.EXECUTE, text), real, method, arguments, watcher);
  }

  private String sql(Object @Nullable [] arguments) {
    return oneLine(
        arguments != null && arguments.length > 0 && arguments[0] instanceof String sql
            ? sql
            : String.valueOf(prepared));
  }

  private String batchText() {
    String text = String.join("; ", batch.stream().distinct().toList());
    int size = batch.size();
    batch.clear();
    return size + "x " + text;
  }

  private static String oneLine(String sql) {
    return sql.strip().replaceAll("\\s+", " ");
  }
}
