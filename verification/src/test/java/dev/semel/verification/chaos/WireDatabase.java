// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Properties;

/** An empty database behind a port, so that a proxy can stand before it. */
interface WireDatabase extends AutoCloseable {
  /** Where the server itself listens. */
  int port();

  /** The URL of the database through a port that leads to the server. */
  String url(int port);

  /** A query for the port from which the server sees the asking session come. */
  String sessionPort();

  /**
   * What the bytes of a seal contain that commit; empty where the seal and its commit are the first
   * thing that is sent after an effect.
   */
  String commitTrigger();

  @Override
  void close() throws SQLException;

  /** A pool through a port. */
  default HikariDataSource pool(int port, int size, Properties driver) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url(port));
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(20_000);
    config.setDataSourceProperties(driver);
    return new HikariDataSource(config);
  }

  default HikariDataSource direct() {
    return pool(port(), 2, new Properties());
  }
}
