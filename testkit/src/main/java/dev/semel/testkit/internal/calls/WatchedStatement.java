// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.calls;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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
    List<String> sql = name.endsWith("Batch") ? takeBatch() : List.of(sql(arguments));
    String text = name.endsWith("Batch") ? batchText(sql) : oneLine(sql.get(0));
    return watched(connection.call(CallKind.EXECUTE, text, sql), method, arguments);
  }

  /** What {@code execute} did is told as its update count, which it does not return itself. */
  private @Nullable Object watched(Call call, Method method, Object @Nullable [] arguments)
      throws Throwable {
    watcher.before(call);
    Object result;
    Object told;
    try {
      result = WatchedCalls.invoke(real, method, arguments);
      told = Boolean.FALSE.equals(result) ? (Object) real.getUpdateCount() : result;
    } catch (Throwable failure) {
      watcher.after(call, null, failure);
      throw failure;
    }
    watcher.after(call, told, null);
    return result;
  }

  private String sql(Object @Nullable [] arguments) {
    return arguments != null && arguments.length > 0 && arguments[0] instanceof String sql
        ? sql
        : String.valueOf(prepared);
  }

  private List<String> takeBatch() {
    List<String> taken = List.copyOf(batch);
    batch.clear();
    return taken;
  }

  private static String batchText(List<String> sql) {
    return sql.size()
        + "x "
        + sql.stream().distinct().map(WatchedStatement::oneLine).collect(Collectors.joining("; "));
  }

  private static String oneLine(String sql) {
    return sql.strip().replaceAll("\\s+", " ");
  }
}
