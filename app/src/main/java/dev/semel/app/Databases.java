// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Ways to connect to a database by its URL. */
final class Databases {
  private static final int POOL_SIZE = 2;
  private static final int SILENCE_SECONDS_MAX = 60;

  private Databases() {}

  /** A connection per call. */
  static DataSource unpooled(String url) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setURL(url);
    dataSource.setSocketTimeout(SILENCE_SECONDS_MAX);
    return dataSource;
  }

  /** As applications connect. */
  static HikariDataSource pooled(String url) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(unpooled(url));
    config.setMaximumPoolSize(POOL_SIZE);
    return new HikariDataSource(config);
  }
}
