// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.SQLException;
import java.sql.SQLWarning;

/** A commit that went through here but came back with a warning, so nobody may rely on it yet. */
public final class UnconfirmedCommit extends SQLException {
  private static final long serialVersionUID = 1L;

  UnconfirmedCommit(SQLWarning warning) {
    super("the commit came back with a warning", warning.getSQLState(), warning);
  }
}
