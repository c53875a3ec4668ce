// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The business: what a payment does to the books. The same SQL in both lanes. */
final class Posting {
  private static final String CREDIT =
      """
      UPDATE account SET balance = balance + ? WHERE id = ?""";
  private static final String LOG =
      """
      INSERT INTO payment_log (payment_id, account, amount) VALUES (?, ?, ?)""";

  private Posting() {}

  static void post(Connection connection, Payment payment) throws SQLException {
    try (PreparedStatement credit = connection.prepareStatement(CREDIT)) {
      credit.setBigDecimal(1, payment.amount());
      credit.setInt(2, payment.account());
      credit.executeUpdate();
    }
    try (PreparedStatement log = connection.prepareStatement(LOG)) {
      log.setObject(1, payment.id());
      log.setInt(2, payment.account());
      log.setBigDecimal(3, payment.amount());
      log.executeUpdate();
    }
  }
}
