// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A statement for an H2 that turns unquoted names to upper case, and for one that does not. */
record H2Text(String upper, String asWritten) {
  static H2Text of(Function<UnaryOperator<String>, String> quoted) {
    return new H2Text(quoted.apply(Quote::h2Upper), quoted.apply(Quote::h2));
  }

  /** The one for this connection; asks the driver, not the database. */
  String on(Connection c) throws SQLException {
    return c.getMetaData().storesUpperCaseIdentifiers() ? upper : asWritten;
  }
}
