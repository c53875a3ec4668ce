// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Marks the time that a thread spends inside a driver, whatever it calls there: also fetching rows
 * and asking for metadata goes over a socket. Thread-safe.
 */
final class MarkedJdbc {
  /** The most special first. What is none of these is handed out as it is. */
  private static final List<Class<?>> MARKED =
      List.of(
          CallableStatement.class,
          PreparedStatement.class,
          Statement.class,
          Connection.class,
          ResultSet.class,
          DatabaseMetaData.class);

  private final String resource;
  private final Supplier<Marks> marks;
  private final Set<String> unwrapped = ConcurrentHashMap.newKeySet();

  MarkedJdbc(String resource, Supplier<Marks> marks) {
    this.resource = resource;
    this.marks = marks;
  }

  DataSource marked(DataSource real) {
    return (DataSource) proxy(DataSource.class, real, null);
  }

  /** Whether somebody has got hold of the driver's own connection, whose calls cannot be seen. */
  boolean wasUnwrapped() {
    return !unwrapped.isEmpty();
  }

  private Object proxy(Class<?> type, Object real, @Nullable Object parent) {
    return Proxy.newProxyInstance(
        MarkedJdbc.class.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) -> call(self, real, parent, method, arguments));
  }

  private @Nullable Object call(
      Object self,
      Object real,
      @Nullable Object parent,
      Method method,
      Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("equals")) {
      return arguments != null && self == arguments[0];
    }
    Object result = inside(real, method, arguments);
    if (result == null) {
      return null;
    }
    if (method.getName().equals("unwrap")) {
      unwrapped.add(method.getDeclaringClass().getSimpleName());
      return result;
    }
    boolean up =
        method.getName().equals("getStatement") || method.getName().equals("getConnection");
    if (up && parent != null) {
      return parent;
    }
    return MARKED.stream()
        .filter(type -> type == method.getReturnType())
        .findFirst()
        .map(type -> proxy(type, result, self))
        .orElse(result);
  }

  private @Nullable Object inside(Object real, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Marks.Stay stay = marks.get().enter(resource);
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    } finally {
      stay.leave();
    }
  }
}
