// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import dev.semel.verification.databases.Raw;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A data source whose last connection can be got at, as frameworks that bind connections to threads
 * allow it: the way around any guard.
 */
final class Leaky extends Raw {
  private final DataSource behind;
  private volatile Connection last;

  Leaky(DataSource behind) {
    super("");
    this.behind = behind;
  }

  @Override
  public Connection getConnection() throws SQLException {
    last = behind.getConnection();
    return last;
  }

  Connection last() {
    return last;
  }
}
