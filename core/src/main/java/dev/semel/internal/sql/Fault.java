// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an SQL error means to the ledger: the one place that looks at SQLState and vendor code. */
public enum Fault {
  /** The unique key decided against us. */
  DUPLICATE,
  /** The whole transaction is to be tried again. */
  TRY_AGAIN,
  /** Another transaction holds the row or the table. */
  LOCKED,
  /** The transaction is dead because of an earlier error somebody swallowed. */
  ABORTED,
  /**
   * The seal found another transaction than the one that was opened, or a key out of its window.
   */
  UNSEALED,
  /** Nobody knows whether the last statement arrived. */
  CONNECTION_LOST,
  /** The server takes no writes. */
  READ_ONLY,
  /** A table of Semel is missing. */
  NO_TABLE,
  OTHER;

  private static final int CAUSES_MAX = 20;

  public static Fault of(SQLException e) {
    Fault byVendor = byMariaDbCode(e);
    return byVendor != null ? byVendor : byState(e.getSQLState());
  }

  /**
   * The meaning of an error of the seal. There, and only there, a NOT NULL in the insert, a
   * division by zero in a batch and a savepoint nobody knows say that the seal is broken.
   */
  public static Fault ofSeal(SQLException e) {
    String state = e.getSQLState();
    boolean broken =
        e.getErrorCode() == 1305
            || "23502".equals(state)
            || "22012".equals(state)
            || "3B001".equals(state);
    return broken ? UNSEALED : of(e);
  }

  /** Whether an exception carries, somewhere in its causes, an SQL error of this kind. */
  public boolean causes(Throwable thrown) {
    Throwable t = thrown;
    for (int i = 0; i < CAUSES_MAX && t != null; i++, t = t.getCause()) {
      if (t instanceof SQLException e && of(e) == this) {
        return true;
      }
      if (t instanceof SQLException e
          && e.getNextException() != null
          && of(e.getNextException()) == this) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Fault byMariaDbCode(SQLException e) {
    return switch (e.getErrorCode()) {
      case 1062, 1586 -> DUPLICATE;
      case 1205 -> LOCKED;
      case 1213 -> TRY_AGAIN;
      case 1020 -> TRY_AGAIN;
      case 1290, 1792, 1836 -> READ_ONLY;
      case 1146 -> NO_TABLE;
      default -> null;
    };
  }

  private static Fault byState(@Nullable String state) {
    if (state == null) {
      return OTHER;
    }
    return switch (state) {
      case "23505" -> DUPLICATE;
      case "40001", "40P01", "90131" -> TRY_AGAIN;
      case "55P03", "HYT00" -> LOCKED;
      case "25P02" -> ABORTED;
      case "57P01", "57P02", "57P03", "25P03", "25P04" -> CONNECTION_LOST;
      case "25006" -> READ_ONLY;
      case "42P01", "42S02", "42S04" -> NO_TABLE;
      default -> state.startsWith("08") ? CONNECTION_LOST : OTHER;
    };
  }
}
