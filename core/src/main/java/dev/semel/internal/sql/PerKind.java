// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import dev.semel.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The statements for each kind of database, for those who are given connections instead of a data
 * source. Immutable.
 *
 * @param <T> a group of statements
 */
public record PerKind<T>(T postgreSql, T mariaDb, T h2) {

  /** Those of the one database there is. */
  public static <T> PerKind<T> only(T statements) {
    return new PerKind<>(statements, statements, statements);
  }

  /** Those for the database of a connection; asks the driver, not the server. */
  public T on(Connection c) throws SQLException {
    return switch (kind(c)) {
      case POSTGRESQL -> postgreSql;
      case MARIADB -> mariaDb;
      case H2 -> h2;
    };
  }

  /** The kind of a connection's database; an unknown one is refused. */
  public static Database.Kind kind(Connection c) throws SQLException {
    try {
      return Database.Kind.of(c);
    } catch (Database.UnsupportedDatabase e) {
      throw new LedgerException(
          "SEMEL-012",
          ("%s is not supported; nothing was done. Semel has statements for PostgreSQL 14, MariaDB"
                  + " 10.6 and H2 2 and newer, and does not guess at others")
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * What stands before the name of a table, once the schema is checked: nothing where it is null.
   */
  static String prefix(@Nullable String schema, UnaryOperator<String> quote) {
    return schema == null ? "" : quote.apply(Names.checked("schema", schema)) + ".";
  }
}
