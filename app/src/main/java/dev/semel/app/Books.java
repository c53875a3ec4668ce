// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The accounts of a lane, and beside them what the sender says it sent. */
final class Books {
  private static final String TABLES =
      """
      CREATE TABLE sent (
        payment_id uuid PRIMARY KEY,
        account integer NOT NULL,
        amount numeric(14, 2) NOT NULL);
      CREATE TABLE account (
        id integer PRIMARY KEY,
        balance numeric(14, 2) NOT NULL);
      CREATE TABLE payment_log (
        entry bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        payment_id uuid NOT NULL,
        account integer NOT NULL REFERENCES account,
        amount numeric(14, 2) NOT NULL);
      """;
  private static final String OPEN_ACCOUNT =
      """
      INSERT INTO account (id, balance) VALUES (?, 0)""";
  private static final String RECORD_SENT =
      """
      INSERT INTO sent (payment_id, account, amount) VALUES (?, ?, ?)""";
  private static final String BALANCE =
      """
      SELECT
        (SELECT coalesce(sum(amount), 0) FROM sent) AS expected,
        (SELECT sum(balance) FROM account) AS actual,
        (SELECT count(*) FROM account
          WHERE balance <> (SELECT coalesce(sum(amount), 0) FROM sent WHERE account = account.id))
          AS accounts_wrong,
        (SELECT count(*) FROM
          (SELECT payment_id FROM payment_log GROUP BY payment_id HAVING count(*) > 1) AS repeated)
          AS payments_repeated,
        (SELECT count(*) FROM sent
          WHERE NOT EXISTS (SELECT FROM payment_log WHERE payment_id = sent.payment_id))
          AS payments_missing
      """;

  private final DataSource dataSource;

  private Books(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Creates the tables, opens the accounts at zero and records what will be sent. */
  static Books open(DataSource dataSource, Plan plan) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(TABLES);
      }
      openAccounts(connection);
      recordSent(connection, plan);
      connection.commit();
    }
    return new Books(dataSource);
  }

  /** What SQL says about them. */
  Balance balance() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(BALANCE);
        ResultSet row = select.executeQuery()) {
      row.next();
      return new Balance(
          row.getBigDecimal("expected"),
          row.getBigDecimal("actual"),
          row.getLong("accounts_wrong"),
          row.getLong("payments_repeated"),
          row.getLong("payments_missing"));
    }
  }

  private static void openAccounts(Connection connection) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(OPEN_ACCOUNT)) {
      for (int id = 1; id <= Payment.ACCOUNTS; id++) {
        insert.setInt(1, id);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void recordSent(Connection connection, Plan plan) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(RECORD_SENT)) {
      for (Payment payment : plan.payments()) {
        insert.setObject(1, payment.id());
        insert.setInt(2, payment.account());
        insert.setBigDecimal(3, payment.amount());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /**
   * What the books say when the run is over.
   *
   * @param expected the sum of what was sent
   * @param actual the sum of the accounts
   * @param accountsWrong accounts that have another balance than what was sent to them
   * @param paymentsRepeated payments in the log more than once
   * @param paymentsMissing payments sent but not in the log
   */
  record Balance(
      BigDecimal expected,
      BigDecimal actual,
      long accountsWrong,
      long paymentsRepeated,
      long paymentsMissing) {
    /** Each payment is there once, and each account agrees: errors that cancel out do not count. */
    boolean exact() {
      return expected.compareTo(actual) == 0
          && accountsWrong == 0
          && paymentsRepeated == 0
          && paymentsMissing == 0;
    }

    BigDecimal difference() {
      return actual.subtract(expected);
    }
  }
}
