// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * The connections of one life, so that they can be cut when it ends: hard, without a rollback or a
 * farewell, as the operating system does for a dead process. Thread-safe.
 */
final class OpenConnections {
  private static final long UNKNOWN = 0;

  /** With the server's number of its session. */
  private final Map<Connection, Long> open = new ConcurrentHashMap<>();

  private volatile LongConsumer told = session -> {};

  void opened(Connection real) {
    long session = SessionNumber.of(real);
    open.put(real, session);
    if (session != UNKNOWN) {
      told.accept(session);
    }
  }

  void tellSessions(LongConsumer told) {
    this.told = told;
  }

  void released(Connection real) {
    open.remove(real);
  }

  /** The server's numbers of the sessions that are open; of pooled ones, those in use. */
  Set<Long> sessions() {
    return open.values().stream()
        .filter(session -> session != UNKNOWN)
        .collect(Collectors.toUnmodifiableSet());
  }

  void cut() {
    for (Connection real : open.keySet()) {
      quietly(() -> real.abort(Runnable::run));
      // An embedded database has no wire to cut; what is not committed must go all the same.
      quietly(
          () -> {
            if (!real.isClosed()) {
              real.rollback();
            }
          });
    }
  }

  /** Gives what is left of them back, so that a pool notices that they are broken. */
  void bury() {
    for (Connection real : open.keySet()) {
      quietly(real::close);
    }
    open.clear();
  }

  private interface SqlAction {
    void run() throws SQLException;
  }

  private static void quietly(SqlAction action) {
    try {
      action.run();
    } catch (SQLException | RuntimeException e) {
      // It is broken, which is what was wanted.
    }
  }

  /** Asks the driver, never the server: a question would begin a transaction. */
  private static final class SessionNumber {
    private static final Map<String, String> ACCESSORS =
        Map.of(
            "org.postgresql.PGConnection", "getBackendPID",
            "org.mariadb.jdbc.Connection", "getThreadId");

    static long of(Connection connection) {
      for (Map.Entry<String, String> driver : ACCESSORS.entrySet()) {
        try {
          Class<?> type = Class.forName(driver.getKey());
          if (connection.isWrapperFor(type)) {
            Method accessor = type.getMethod(driver.getValue());
            return ((Number) accessor.invoke(connection.unwrap(type))).longValue();
          }
        } catch (ClassNotFoundException | NoSuchMethodException e) {
          // Another driver.
        } catch (SQLException | IllegalAccessException | InvocationTargetException e) {
          return UNKNOWN; // It will be cut without being waited for.
        }
      }
      return UNKNOWN;
    }
  }
}
