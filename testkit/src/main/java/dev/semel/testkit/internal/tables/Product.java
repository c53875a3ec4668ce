// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;

/** Databases, as far as reading their tables differs. */
enum Product {
  POSTGRESQL,
  MYSQL,
  OTHER;

  /** Rows that a driver fetches at a time. */
  private static final int ROWS = 2_000;

  static Product of(DatabaseMetaData meta) throws SQLException {
    String name = meta.getDatabaseProductName().toLowerCase(Locale.ROOT);
    if (name.contains("postgresql")) {
      return POSTGRESQL;
    }
    return name.contains("mysql") || name.contains("mariadb") ? MYSQL : OTHER;
  }

  /** MySQL's own driver streams for this one value alone. */
  int fetchSize(DatabaseMetaData meta) throws SQLException {
    return meta.getDriverName().startsWith("MySQL") ? Integer.MIN_VALUE : ROWS;
  }
}
