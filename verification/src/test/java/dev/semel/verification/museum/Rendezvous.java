// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Widens the window of everybody who looks before he acts: whoever has sent a query waits, before
 * his next statement, until all others of his round have looked as well. Who does not look is not
 * delayed. Thread-safe.
 */
final class Rendezvous {
  private static final long PATIENCE_SECONDS = 60;

  private final int parties;
  private final Map<Integer, CountDownLatch> rounds = new ConcurrentHashMap<>();

  Rendezvous(int parties) {
    this.parties = parties;
  }

  /** The same database for one delivery of a round. */
  DataSource of(DataSource database, int round) {
    CountDownLatch latch = rounds.computeIfAbsent(round, n -> new CountDownLatch(parties));
    return proxy(
        DataSource.class,
        (method, args) -> {
          Object result = invoke(method, database, args);
          return result instanceof Connection real ? waiting(real, latch) : result;
        });
  }

  private static Connection waiting(Connection real, CountDownLatch latch) {
    boolean[] looked = {false};
    return proxy(
        Connection.class,
        (method, args) -> {
          if (method.getName().equals("prepareStatement")) {
            if (looked[0]) {
              looked[0] = false;
              latch.countDown();
              if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not all deliveries came to look");
              }
            } else {
              looked[0] = args[0].toString().startsWith("select");
            }
          }
          return invoke(method, real, args);
        });
  }

  private interface Call {
    Object of(Method method, Object[] args) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) -> call.of(method, args)));
  }

  private static Object invoke(Method method, Object target, Object[] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
