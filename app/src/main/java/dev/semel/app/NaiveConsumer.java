// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The consumer one writes first: a correct transaction, but nothing in it knows whether this
 * payment was here before. A unique constraint on the payment's id would notice; that is the first
 * line of what a ledger is.
 */
final class NaiveConsumer implements PaymentConsumer {
  private final DataSource dataSource;

  NaiveConsumer(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public void receive(Payment payment) throws SQLException {
    // A connection that is closed without a commit rolls back.
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      Posting.post(connection, payment);
      connection.commit();
    }
  }
}
