// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Statements in a few words. */
final class Sql {
  private Sql() {}

  static int run(DataSource dataSource, String sql, Object... args) throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      return run(c, sql, args);
    }
  }

  static int run(Connection c, String sql, Object... args) throws SQLException {
    try (PreparedStatement statement = prepared(c, sql, args)) {
      statement.execute();
      return statement.getUpdateCount();
    }
  }

  static long number(DataSource dataSource, String sql, Object... args) throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      return number(c, sql, args);
    }
  }

  /** The number in the first column of the first row; a sum over nothing is 0. */
  static long number(Connection c, String sql, Object... args) throws SQLException {
    try (PreparedStatement statement = prepared(c, sql, args);
        ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("no row: " + sql);
      }
      return rows.getLong(1);
    }
  }

  static List<String> texts(DataSource dataSource, String sql, Object... args) throws SQLException {
    try (Connection c = dataSource.getConnection();
        PreparedStatement statement = prepared(c, sql, args);
        ResultSet rows = statement.executeQuery()) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  private static PreparedStatement prepared(Connection c, String sql, Object... args)
      throws SQLException {
    PreparedStatement statement = c.prepareStatement(sql);
    for (int i = 0; i < args.length; i++) {
      statement.setObject(i + 1, args[i]);
    }
    return statement;
  }
}
