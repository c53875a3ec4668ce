// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first example of the documents: a listener as they are written every day. */
class FirstBugTest {
  private final DataSource dataSource = H2.fresh();
  private final Payment payment = new Payment("pay-1", 7, 10);

  @BeforeEach
  void one_account() {
    H2.run(
        dataSource,
        "create table account (id int primary key, balance int not null)",
        "create table payment_seen (id varchar(64) primary key)",
        "insert into account (id, balance) values (7, 100)");
  }

  // tag::listener[]
  record Payment(String id, int account, int amount) {}

  record PaymentListener(DataSource dataSource) {
    void onMessage(Payment payment) throws SQLException {
      try (Connection connection = dataSource.getConnection();
          PreparedStatement credit =
              connection.prepareStatement(
                  "update account set balance = balance + ? where id = ?")) {
        credit.setInt(1, payment.amount());
        credit.setInt(2, payment.account());
        credit.executeUpdate();
      }
    }
  }

  // end::listener[]

  // tag::test[]
  void a_payment_that_comes_twice_is_credited_once() {
    Twice.of(dataSource)
        .deliver(database -> new PaymentListener(database).onMessage(payment))
        .assertSecondDeliveryChangedNothing();
  }

  // end::test[]

  @Test
  void five_lines_find_that_the_listener_credits_twice_and_name_table_row_and_both_values() {
    assertThatThrownBy(this::a_payment_that_comes_twice_is_credited_once)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            the second delivery was not harmless: it changed 1 table
              account  id=7   balance 110 -> 120   (+10)
            the first delivery had done this:
              account  id=7   balance 100 -> 110   (+10)""");
  }

  @Test
  void a_listener_that_remembers_in_the_same_transaction_passes() {
    assertThatCode(
            () ->
                Twice.of(dataSource)
                    .deliver(database -> creditOnce(database, payment))
                    .assertSecondDeliveryChangedNothing())
        .doesNotThrowAnyException();
  }

  private static void creditOnce(DataSource database, Payment payment) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement seen =
              connection.prepareStatement(
                  "insert into payment_seen (id) select ? where not exists"
                      + " (select 1 from payment_seen where id = ?)");
          PreparedStatement credit =
              connection.prepareStatement(
                  "update account set balance = balance + ? where id = ?")) {
        seen.setString(1, payment.id());
        seen.setString(2, payment.id());
        if (seen.executeUpdate() == 1) {
          credit.setInt(1, payment.amount());
          credit.setInt(2, payment.account());
          credit.executeUpdate();
        }
        connection.commit();
      }
    }
  }
}
