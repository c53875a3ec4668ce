// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Another session, made to be the one that survives a deadlock over two accounts. */
final class Deadlock implements AutoCloseable {
  private static final int WEIGHT = 200;

  private final TestDatabase db;
  private final int mine;
  private final int theirs;
  private final Connection c;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private Future<?> waiting;

  Deadlock(TestDatabase db, int mine, int theirs) throws SQLException {
    this.db = db;
    this.mine = mine;
    this.theirs = theirs;
    this.c = db.raw().getConnection();
    c.setAutoCommit(false);
    if (db.isPostgreSql()) {
      // The victim is whoever looks first.
      Sql.run(c, "set deadlock_timeout = '1min'");
    }
    // InnoDB spares who has changed more.
    for (int i = 0; db.isMariaDb() && i < WEIGHT; i++) {
      Sql.run(c, "insert into account (id, balance) values (?, 0)", 1_000_000 + i);
    }
  }

  /** Returns when the other session has its account and waits for mine. */
  void otherTakesFourAndWantsThree() throws SQLException {
    Sql.run(c, "update account set balance = 2 where id = ?", theirs);
    long before = db.waitingForLocks();
    waiting =
        thread.submit(
            () -> {
              Sql.run(c, "update account set balance = 2 where id = ?", mine);
              return null;
            });
    Eventually.holds("the other session waits", () -> db.waitingForLocks() > before);
  }

  /** Undoes what the other session did. */
  @Override
  public void close() throws SQLException {
    try {
      Eventually.holds("the other session got its lock", () -> waiting == null || waiting.isDone());
      c.rollback();
    } finally {
      c.close();
      List<Runnable> unused = thread.shutdownNow();
    }
  }
}
