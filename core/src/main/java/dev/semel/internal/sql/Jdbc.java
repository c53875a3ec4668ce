// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The few shapes in which statements are run. */
final class Jdbc {
  private Jdbc() {}

  /** Reads one row. */
  @FunctionalInterface
  interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** A number, or another where there is none. */
  static long numberOr(ResultSet row, String column, long otherwise) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? otherwise : number;
  }

  /** Runs a statement and answers how many rows it changed. */
  static int update(Connection c, String sql, Bind.Filling filling) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      filling.fill(new Bind(statement));
      return statement.executeUpdate();
    }
  }

  /** Runs a statement, or several in one string, whose answers do not matter. */
  static void run(Connection c, String sql, Bind.Filling filling) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      filling.fill(new Bind(statement));
      statement.execute();
    }
  }

  static void run(Connection c, String sql) throws SQLException {
    run(c, sql, bind -> {});
  }

  static <T> @Nullable T first(Connection c, String sql, Bind.Filling filling, Reading<T> reading)
      throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      filling.fill(new Bind(statement));
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? reading.read(rows) : null;
      }
    }
  }

  /** The one row a statement always gives. */
  static <T> T one(Connection c, String sql, Bind.Filling filling, Reading<T> reading)
      throws SQLException {
    T row = first(c, sql, filling, reading);
    if (row == null) {
      throw new SQLException("no row where there is always one");
    }
    return row;
  }

  static <T> List<T> all(Connection c, String sql, Bind.Filling filling, Reading<T> reading)
      throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      filling.fill(new Bind(statement));
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(reading.read(rows));
        }
      }
      return found;
    }
  }
}
