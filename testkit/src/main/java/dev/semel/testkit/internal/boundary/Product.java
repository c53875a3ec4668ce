// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/** A database's maker, and how it reads SQL. Immutable. */
public record Product(String name) {
  /** Opens a connection to ask. */
  public static Product of(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return new Product(connection.getMetaData().getDatabaseProductName());
    }
  }

  boolean isMySql() {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("mysql") || lower.contains("mariadb");
  }

  public boolean isPostgreSql() {
    return name.equalsIgnoreCase("PostgreSQL");
  }

  /** Whether DDL ends the transaction that it is in. */
  boolean commitsAtDdl() {
    return isMySql() || name.equalsIgnoreCase("H2");
  }
}
