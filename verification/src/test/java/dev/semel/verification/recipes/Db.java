// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.recipes;

import dev.semel.LedgerException;
import dev.semel.Schema;
import dev.semel.verification.databases.Server;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** The databases these tests run on, each with the tables of Semel applied once per JVM. */
enum Db {
  POSTGRESQL,
  H2,
  MARIADB;

  private static final int POOL_SIZE = 64;
  private static final Map<Db, DataSource> OPEN = new EnumMap<>(Db.class);
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final AtomicInteger REDELIVERIES = new AtomicInteger();

  /** A name nobody has used yet. */
  static String fresh(String prefix) {
    return prefix + "_" + NAMES.incrementAndGet();
  }

  DataSource dataSource() {
    synchronized (OPEN) {
      return OPEN.computeIfAbsent(
          this,
          db -> {
            DataSource opened = db.open();
            Schema.of(opened).apply();
            return opened;
          });
    }
  }

  private DataSource open() {
    return switch (this) {
      case POSTGRESQL -> pooled(Server.POSTGRESQL_18);
      case H2 -> {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:recipes;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        yield h2;
      }
      case MARIADB -> pooled(Server.MARIADB);
    };
  }

  /** The server is shared with the contract; where there is none, the test is skipped. */
  private static DataSource pooled(Server server) {
    return server.open().pool(POOL_SIZE);
  }

  /** Work in one transaction. */
  @FunctionalInterface
  interface Work<R> {
    R on(Connection c) throws Exception;
  }

  /** Work without an answer. */
  @FunctionalInterface
  interface Task {
    void on(Connection c) throws Exception;
  }

  <R> R commit(Work<R> work) throws Exception {
    try (Connection c = dataSource().getConnection()) {
      c.setAutoCommit(false);
      try {
        R result = work.on(c);
        c.commit();
        return result;
      } catch (Exception | Error e) {
        c.rollback();
        throw e;
      }
    }
  }

  void committing(Task task) throws Exception {
    commit(
        c -> {
          task.on(c);
          return 0;
        });
  }

  /** Does the work and lets the crash of the client undo it. */
  void rollingBack(Task task) throws Exception {
    try (Connection c = dataSource().getConnection()) {
      c.setAutoCommit(false);
      task.on(c);
      c.rollback();
    }
  }

  /** Delivers again as a consumer would after a deadlock, a bounded number of times. */
  <R> R redelivering(Work<R> work) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return commit(work);
      } catch (LedgerException e) {
        if (attempt == 100 || !List.of("SEMEL-022", "SEMEL-023").contains(e.code())) {
          throw e;
        }
        REDELIVERIES.incrementAndGet();
      }
    }
  }

  /** How often anything had to be delivered again so far. */
  static int redeliveries() {
    return REDELIVERIES.get();
  }

  /** Runs the works at the same time, each in a thread of its own, and gives their answers. */
  <R> List<R> atOnce(List<Work<R>> works) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(works.size());
    ExecutorService threads = Executors.newFixedThreadPool(works.size());
    try {
      dataSource();
      List<Callable<R>> calls = new ArrayList<>();
      for (Work<R> work : works) {
        calls.add(
            () -> {
              barrier.await(30, TimeUnit.SECONDS);
              return redelivering(work);
            });
      }
      List<R> answers = new ArrayList<>();
      for (Future<R> future : threads.invokeAll(calls, 120, TimeUnit.SECONDS)) {
        answers.add(future.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  void ddl(String sql) throws SQLException {
    try (Connection c = dataSource().getConnection()) {
      run(c, sql);
    }
  }

  static void run(Connection c, String sql, Object... args) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      for (int i = 0; i < args.length; i++) {
        statement.setObject(i + 1, args[i]);
      }
      statement.execute();
    }
  }

  /** All rows, each as its columns joined by {@code |}. */
  List<String> rows(String sql, Object... args) throws SQLException {
    try (Connection c = dataSource().getConnection();
        PreparedStatement statement = c.prepareStatement(sql)) {
      for (int i = 0; i < args.length; i++) {
        statement.setObject(i + 1, args[i]);
      }
      List<String> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Object[] row = new Object[rows.getMetaData().getColumnCount()];
          for (int i = 0; i < row.length; i++) {
            row[i] = rows.getObject(i + 1);
          }
          found.add(String.join("|", Arrays.stream(row).map(String::valueOf).toList()));
        }
      }
      return found;
    }
  }
}
