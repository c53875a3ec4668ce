// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.LedgerException;
import dev.semel.internal.sql.Fault;
import java.sql.SQLException;

/** Says in words what an SQL error of the ledger means. */
public final class Failures {
  private Failures() {}

  /** The exception for an error at some step. Nothing was applied. */
  public static LedgerException of(Object key, String step, SQLException e) {
    return of(key, step, Fault.of(e), e);
  }

  /** The exception for an error of the seal, which was the last step. */
  public static LedgerException ofSeal(Object key, SQLException e) {
    return of(key, "at the commit", Fault.ofSeal(e), e);
  }

  private static LedgerException of(Object key, String step, Fault fault, SQLException e) {
    return switch (fault) {
      case ABORTED -> swallowed(key, e);
      case UNSEALED -> unsealed(key, e);
      case READ_ONLY ->
          new LedgerException(
              "SEMEL-003",
              "%s: the database takes no writes on this connection; nothing was applied. Point the"
                      .formatted(key)
                  + " DataSource at the primary",
              e);
      case NO_TABLE ->
          new LedgerException(
              "SEMEL-010",
              "%s: a table of Semel is missing; nothing was applied. Apply the schema"
                      .formatted(key)
                  + " (Schema.apply, or the files in META-INF/semel/schema)",
              e);
      case TRY_AGAIN ->
          new LedgerException(
              "SEMEL-022",
              ("%s met a deadlock or a serialization failure; nothing was applied: roll back and"
                      + " deliver it again")
                  .formatted(key),
              e);
      case CONNECTION_LOST ->
          new LedgerException(
              "SEMEL-021",
              ("%s: the connection was lost %s; as far as the database can tell nothing was applied:"
                      + " deliver it again, the ledger decides")
                  .formatted(key, step),
              e);
      case LOCKED ->
          new LedgerException(
              "SEMEL-023",
              "%s waited too long for a lock %s; nothing was applied: deliver it again"
                  .formatted(key, step),
              e);
      default ->
          new LedgerException(
              "SEMEL-009",
              "%s: the database refused %s (SQLState %s); nothing was applied"
                  .formatted(key, step, e.getSQLState()),
              e);
    };
  }

  private static LedgerException swallowed(Object key, SQLException e) {
    return new LedgerException(
        "SEMEL-017",
        ("the effect of %s caught an SQL error and carried on, so its transaction is dead; nothing"
                + " was applied. Let the error out, or set a savepoint before the statement and roll"
                + " back to it")
            .formatted(key),
        e);
  }

  private static LedgerException unsealed(Object key, SQLException e) {
    return new LedgerException(
        "SEMEL-016",
        ("the effect of %s ended the transaction it was given, so what it did may stand without its"
                + " ledger row, and a redelivery may do it again. Look at this effect before you"
                + " deliver again: it must not commit, roll back or reset its session")
            .formatted(key),
        e);
  }
}
