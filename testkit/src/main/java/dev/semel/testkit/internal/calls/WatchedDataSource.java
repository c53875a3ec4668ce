// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.calls;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Stands before a data source. Thread-safe. */
public final class WatchedDataSource {
  private final DataSource real;
  private final String name;
  private final CallWatcher watcher;
  private final AtomicInteger connections = new AtomicInteger();

  private WatchedDataSource(DataSource real, String name, CallWatcher watcher) {
    this.real = real;
    this.name = name;
    this.watcher = watcher;
  }

  /** A data source whose calls, and those of all it gives out, are told to the watcher. */
  public static DataSource of(DataSource real, String name, CallWatcher watcher) {
    return WatchedCalls.proxy(DataSource.class, new WatchedDataSource(real, name, watcher)::call);
  }

  private @Nullable Object call(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return WatchedCalls.ofObject(self, real, method, arguments);
    }
    if (!method.getName().equals("getConnection")) {
      return WatchedCalls.invoke(real, method, arguments);
    }
    int number = connections.incrementAndGet();
    Call call =
        new Call(CallKind.BORROW, name, number, "getConnection", false, WatchedCalls.site());
    watcher.before(call);
    Connection connection;
    try {
      connection =
          (Connection)
              Objects.requireNonNull(
                  WatchedCalls.invoke(real, method, arguments), "the data source gave null");
    } catch (Throwable failure) {
      watcher.after(call, null, failure);
      throw failure;
    }
    // Before anybody can die, so that no connection is open that nobody knows.
    watcher.opened(connection);
    watcher.after(call, connection, null);
    return new WatchedConnection(connection, name, number, watcher).proxy();
  }
}
