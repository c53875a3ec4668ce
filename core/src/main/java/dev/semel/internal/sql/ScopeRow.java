// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A scope as the database knows it.
 *
 * @param id its interned number
 * @param timed whether its keys are read as timed
 * @param horizonSeconds how long it remembers
 */
public record ScopeRow(int id, String name, boolean timed, long horizonSeconds) {
  static ScopeRow of(ResultSet row) throws SQLException {
    return new ScopeRow(
        row.getInt("id"),
        row.getString("name"),
        row.getBoolean("timed"),
        row.getLong("horizon_seconds"));
  }
}
