// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Questions to a server through the real driver. */
final class Sql {
  private Sql() {}

  static Connection connect(String url) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    return source.getConnection();
  }

  static String ask(EmbeddedPostgres postgres, String query) throws SQLException {
    return ask(postgres.jdbcUrl(), query);
  }

  static String ask(String url, String query) throws SQLException {
    try (var connection = connect(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static void run(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = connect(postgres.jdbcUrl());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
