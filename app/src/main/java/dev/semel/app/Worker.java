// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;

/** A consumer with its connections, which can die and start anew. Not thread-safe. */
final class Worker implements PaymentConsumer, AutoCloseable {
  private final Lane lane;
  private final String url;
  private HikariDataSource pool;
  private PaymentConsumer consumer;

  Worker(Lane lane, String url) {
    this.lane = lane;
    this.url = url;
    this.pool = Databases.pooled(url);
    this.consumer = lane.consumer(pool);
  }

  @Override
  public void receive(Payment payment) throws SQLException {
    consumer.receive(payment);
  }

  /** Forgets everything: connections, and whatever the consumer had in memory. */
  void crash() {
    pool.close();
    pool = Databases.pooled(url);
    consumer = lane.consumer(pool);
  }

  @Override
  public void close() {
    pool.close();
  }
}
