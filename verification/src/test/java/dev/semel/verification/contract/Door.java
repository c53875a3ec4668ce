// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import dev.semel.BatchReport;
import dev.semel.Codec;
import dev.semel.Effect;
import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.Semel;
import dev.semel.Tx;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;

/** Every way to deliver one key, from the point of view of somebody who acknowledges. */
enum Door {
  ONCE {
    @Override
    String deliver(Semel semel, DataSource dataSource, Key key, Work work) throws Exception {
      semel.once(key, work::on);
      return null;
    }
  },
  ONCE_WITH_RESULT {
    @Override
    String deliver(Semel semel, DataSource dataSource, Key key, Work work) throws Exception {
      return semel.once(key, Codec.text(), work.returning());
    }
  },
  ATTEMPT {
    @Override
    String deliver(Semel semel, DataSource dataSource, Key key, Work work) throws Exception {
      Outcome<String> outcome = semel.attempt(key, Codec.text(), work.returning());
      return outcome.orElseThrow();
    }
  },
  OPTIMISTIC {
    @Override
    String deliver(Semel semel, DataSource dataSource, Key key, Work work) throws Exception {
      semel.optimistic().once(key, work::on);
      return null;
    }
  },
  OPTIMISTIC_WITH_RESULT {
    @Override
    String deliver(Semel semel, DataSource dataSource, Key key, Work work) throws Exception {
      return semel.optimistic().once(key, Codec.text(), work.returning());
    }
  },
  CALLER {
    @Override
    String deliver(Semel semel, DataSource dataSource, Key key, Work work) throws Exception {
      return inTransaction(
          dataSource,
          c -> {
            semel.once(c, key, work::on);
            return null;
          });
    }
  },
  CALLER_WITH_RESULT {
    @Override
    String deliver(Semel semel, DataSource dataSource, Key key, Work work) throws Exception {
      return inTransaction(dataSource, c -> semel.once(c, key, Codec.text(), work.returning()));
    }
  },
  BATCH {
    @Override
    String deliver(Semel semel, DataSource dataSource, Key key, Work work) throws Exception {
      BatchReport<Key, Void> report =
          semel
              .batch(key.scope(), List.of(key))
              .keyedBy(Key::id)
              .attempt((tx, item) -> work.on(tx));
      throwFailure(report);
      return null;
    }
  },
  BATCH_WITH_RESULT {
    @Override
    String deliver(Semel semel, DataSource dataSource, Key key, Work work) throws Exception {
      Effect.Returning<String, Exception> returning = work.returning();
      BatchReport<Key, String> report =
          semel
              .batch(key.scope(), List.of(key))
              .keyedBy(Key::id)
              .attempt(Codec.text(), (tx, item) -> returning.on(tx));
      throwFailure(report);
      return report.settled().get(0).outcome().result();
    }
  };

  /** What an effect does in these tests. */
  @FunctionalInterface
  interface Work {
    void on(Tx tx) throws Exception;

    /** The same with the result that {@link #RESULT} says. */
    default Effect.Returning<String, Exception> returning() {
      return tx -> {
        on(tx);
        return RESULT + System.identityHashCode(tx);
      };
    }
  }

  /** How results begin; what follows differs from run to run, so a replay can be told. */
  static final String RESULT = "made by ";

  /** Delivers the key and acknowledges by returning; otherwise throws why not. */
  abstract String deliver(Semel semel, DataSource dataSource, Key key, Work work) throws Exception;

  boolean hasResult() {
    return this == ATTEMPT || name().endsWith("WITH_RESULT");
  }

  boolean isCallers() {
    return this == CALLER || this == CALLER_WITH_RESULT;
  }

  boolean isOptimistic() {
    return this == OPTIMISTIC || this == OPTIMISTIC_WITH_RESULT;
  }

  boolean isBatch() {
    return this == BATCH || this == BATCH_WITH_RESULT;
  }

  /** Something to do in a transaction. */
  @FunctionalInterface
  interface InTransaction {
    String on(Connection c) throws Exception;
  }

  /** A caller as callers should be: commits what went well and rolls back what did not. */
  static String inTransaction(DataSource dataSource, InTransaction work) throws Exception {
    try (Connection c = dataSource.getConnection()) {
      c.setAutoCommit(false);
      try {
        String result = work.on(c);
        c.commit();
        return result;
      } catch (Throwable e) {
        rollback(c, e);
        throw e;
      }
    }
  }

  private static void rollback(Connection c, Throwable because) {
    try {
      c.rollback();
    } catch (java.sql.SQLException e) {
      because.addSuppressed(e);
    }
  }

  private static void throwFailure(BatchReport<?, ?> report) throws Exception {
    if (!report.failed().isEmpty()) {
      throw report.failed().get(0).cause();
    }
  }
}
