// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A transaction as it should be, for pieces whose mistake is another one. */
final class Tx {
  private static final String DUPLICATE_KEY = "23505";

  private Tx() {}

  @FunctionalInterface
  interface Work {
    void in(Connection c) throws Exception;
  }

  /** Commits what the work did, or rolls it back. */
  static void run(DataSource database, Work work) throws Exception {
    try (Connection c = database.getConnection()) {
      c.setAutoCommit(false);
      try {
        work.in(c);
        c.commit();
      } catch (Exception e) {
        c.rollback();
        throw e;
      }
    }
  }

  static boolean isDuplicateKey(SQLException e) {
    return DUPLICATE_KEY.equals(e.getSQLState());
  }
}
