// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import dev.semel.testkit.Invariant;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.World;
import dev.semel.testkit.junit.Always;
import dev.semel.testkit.junit.CrashEverywhere;
import dev.semel.testkit.junit.Database;
import dev.semel.testkit.junit.DeliveredTwice;
import dev.semel.testkit.junit.EffectsTest;
import dev.semel.testkit.junit.Given;
import dev.semel.verification.docs.TestingSnippets.Payment;
import dev.semel.verification.docs.TestingSnippets.PaymentListener;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** The annotated test in {@code docs/testing.md}; it runs as it stands. */
// tag::junit[]
@EffectsTest
class PaymentListenerTest {
  private final Payment payment = new Payment("pay-1", 7, 10);

  @Database static final DataSource DATABASE = payments();

  @Always Invariant money = Invariants.conserved("select balance from account where id = 7", 110);

  @Given
  void account_7(DataSource database) throws Exception {
    TestingSnippets.ACCOUNT_7.in(database);
  }

  @DeliveredTwice
  void a_payment_that_comes_twice_is_credited_once(DataSource database) throws Exception {
    new PaymentListener(database).onMessage(payment);
  }

  @CrashEverywhere(deaths = 2)
  void a_payment_survives_any_two_deaths(World world) throws Exception {
    world.deliver("pay-1", () -> new PaymentListener(world.database()).onMessage(payment));
  }

  // end::junit[]

  private static DataSource payments() {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:payment-listener;MODE=PostgreSQL;DB_CLOSE_DELAY=-1");
    try {
      TestingSnippets.tables(database);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return database;
  }
}
