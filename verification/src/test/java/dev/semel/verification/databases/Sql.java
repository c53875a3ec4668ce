// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.databases;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** SQL in one line, for tests. */
public final class Sql {
  private Sql() {}

  /** Runs a statement. */
  public static void run(Connection c, String sql, Object... args) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      bind(statement, args);
      statement.execute();
    }
  }

  /** Runs a statement that changes rows, and says how many. */
  public static int count(Connection c, String sql, Object... args) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      bind(statement, args);
      return statement.executeUpdate();
    }
  }

  /** Runs a statement on a connection of its own, committed. */
  public static void run(DataSource dataSource, String sql, Object... args) {
    try (Connection c = dataSource.getConnection()) {
      run(c, sql, args);
      if (!c.getAutoCommit()) {
        c.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of the first row, or null. */
  public static String text(Connection c, String sql, Object... args) throws SQLException {
    List<String> rows = texts(c, sql, args);
    return rows.isEmpty() ? null : rows.get(0);
  }

  /** The first column of every row. */
  public static List<String> texts(Connection c, String sql, Object... args) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      bind(statement, args);
      List<String> rows = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(found.getString(1));
        }
      }
      return rows;
    }
  }

  public static List<String> texts(DataSource dataSource, String sql, Object... args) {
    try (Connection c = dataSource.getConnection()) {
      return texts(c, sql, args);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public static String text(DataSource dataSource, String sql, Object... args) {
    List<String> rows = texts(dataSource, sql, args);
    return rows.isEmpty() ? null : rows.get(0);
  }

  public static long number(Connection c, String sql, Object... args) throws SQLException {
    return Long.parseLong(text(c, sql, args));
  }

  public static long number(DataSource dataSource, String sql, Object... args) {
    return Long.parseLong(text(dataSource, sql, args));
  }

  private static void bind(PreparedStatement statement, Object[] args) throws SQLException {
    for (int i = 0; i < args.length; i++) {
      statement.setObject(i + 1, args[i]);
    }
  }
}
