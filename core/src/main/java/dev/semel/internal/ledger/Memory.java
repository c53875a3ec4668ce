// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.Scope;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.Window;
import dev.semel.spi.LedgerEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;

/** Decides about keys born outside the window of their scope. Thread-safe. */
final class Memory {
  private final Database database;
  private final Scopes scopes;
  private final Telemetry telemetry;

  Memory(Database database, Scopes scopes, Telemetry telemetry) {
    this.database = database;
    this.scopes = scopes;
    this.telemetry = telemetry;
  }

  /** Whether the policy lets a forgotten key through; it is looked for among the timeless then. */
  boolean applies(Key key, RowKey row, Window window) {
    Instant origin = Objects.requireNonNull(row.origin());
    boolean applies =
        window.tooOld(origin)
            && scopes.definition(key.scope()).whenForgotten() == Scope.WhenForgotten.APPLY;
    if (applies) {
      telemetry.tell(new LedgerEvent.Forgotten(key, origin, true));
    }
    return applies;
  }

  /** The answer for a key outside its window. Does not commit. */
  <R> Outcome<R> outside(Connection c, Key key, RowKey row, Window window) throws SQLException {
    Instant origin = Objects.requireNonNull(row.origin());
    if (window.tooFarAhead(origin)) {
      return new Outcome.Mismatch<>(key, Outcome.Reason.ORIGIN_AHEAD, null);
    }
    boolean quarantined =
        scopes.definition(key.scope()).whenForgotten() == Scope.WhenForgotten.QUARANTINE;
    if (quarantined) {
      database.scopes().quarantine(c, row, key.id());
    }
    return new Outcome.Forgotten<>(key, origin, window.memoryFrom(), quarantined);
  }
}
