// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import dev.semel.Key;
import dev.semel.Semel;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** The mistake that makes Semel useless: a key that is made up anew at each delivery. */
final class ForgetfulLane implements Lane {
  private final AtomicLong deliveries = new AtomicLong();

  @Override
  public String name() {
    return SEMEL.name();
  }

  @Override
  public void prepare(DataSource dataSource) {
    SEMEL.prepare(dataSource);
  }

  @Override
  public PaymentConsumer consumer(DataSource dataSource) {
    Semel semel = Semel.on(dataSource);
    return payment ->
        semel.once(
            Key.of("ledger", "delivery-" + deliveries.incrementAndGet()),
            tx -> Posting.post(tx.connection(), payment));
  }
}
