// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import javax.sql.DataSource;

/** A database of this JVM whose driver says that it is on another machine. */
final class Elsewhere {
  private Elsewhere() {}

  static DataSource of(DataSource real) {
    return lying(DataSource.class, real);
  }

  private static <T> T lying(Class<T> type, Object real) {
    return type.cast(
        Proxy.newProxyInstance(
            Elsewhere.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (method.getName().equals("getURL")) {
                return "jdbc:postgresql://192.0.2.1/shop";
              }
              Object result;
              try {
                result = method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              Class<?> returned = method.getReturnType();
              return returned == Connection.class || returned == DatabaseMetaData.class
                  ? lying(returned, result)
                  : result;
            }));
  }
}
