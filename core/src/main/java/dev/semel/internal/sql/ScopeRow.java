// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A scope as the database knows it.
 *
 * @param id its interned number
 * @param timed whether its keys are read as timed
 * @param horizonSeconds how long it remembers
 * @param resultsSeconds how long it keeps results; null for as long as it remembers
 */
public record ScopeRow(
    int id, String name, boolean timed, long horizonSeconds, @Nullable Long resultsSeconds) {
  static ScopeRow of(ResultSet row) throws SQLException {
    long results = row.getLong("results_seconds");
    Long resultsSeconds = row.wasNull() ? null : results;
    return new ScopeRow(
        row.getInt("id"),
        row.getString("name"),
        row.getBoolean("timed"),
        row.getLong("horizon_seconds"),
        resultsSeconds);
  }
}
