// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.internal.sql.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Transactions of Semel's own around statements that may be run again, and are where the database
 * wants the whole transaction once more. Immutable.
 */
public record Steps(DataSource dataSource) {

  /**
   * What is done in one transaction, its commit included.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection c) throws SQLException;
  }

  /**
   * Runs one.
   *
   * @param what it is about, for whoever reads the exception
   * @throws dev.semel.LedgerException if it failed; what is not committed is rolled back
   */
  public <T> T run(Object what, String step, Work<T> work) {
    for (int tries = 1; ; tries++) {
      try (Borrowed borrowed = Borrowed.from(dataSource)) {
        return work.on(borrowed.connection());
      } catch (SQLException e) {
        if (Fault.of(e) != Fault.TRY_AGAIN || tries == Settings.TRIES_MAX) {
          throw Failures.of(what, step, e);
        }
      }
      pauseBefore(tries);
    }
  }

  /** Waits a moment, longer each time. */
  public static void pauseBefore(int tries) {
    new Waiting(Duration.ofMillis(5L << tries)).pause();
  }
}
