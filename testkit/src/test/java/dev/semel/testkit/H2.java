// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** Databases in memory, and statements for tests. */
public final class H2 {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private H2() {}

  /** An empty database that lives as long as this JVM. */
  public static DataSource fresh() {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:twice" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
    return dataSource;
  }

  /** Runs statements, each by itself. */
  public static void run(DataSource dataSource, String... statements) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
