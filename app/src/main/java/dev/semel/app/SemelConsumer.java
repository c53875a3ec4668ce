// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import dev.semel.Key;
import dev.semel.Semel;
import java.sql.SQLException;

/** The same work as an effect that happens once per payment. */
final class SemelConsumer implements PaymentConsumer {
  private final Semel semel;

  SemelConsumer(Semel semel) {
    this.semel = semel;
  }

  @Override
  public void receive(Payment payment) throws SQLException {
    semel.once(Key.of("ledger", payment.id()), tx -> Posting.post(tx.connection(), payment));
  }
}
