// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Effect;
import dev.semel.internal.outbox.Publishing;
import dev.semel.internal.sql.Database;
import javax.sql.DataSource;

/** All the doors of one ledger. Immutable. */
public record Doors(
    DataSource dataSource,
    Database database,
    Scopes scopes,
    Telemetry telemetry,
    Publishing publishing,
    AtomicDoor atomic,
    CallerDoor caller,
    BatchDoor batch) {

  /** An effect without a result is one with the result null. */
  @SuppressWarnings("NullAway") // Void has no other value.
  public static <X extends Exception> Effect.Returning<Void, X> withoutResult(Effect<X> effect) {
    return tx -> {
      effect.on(tx);
      return null;
    };
  }

  /** The same for an effect for each of many. */
  @SuppressWarnings("NullAway") // Void has no other value.
  public static <T> Effect.ForEachReturning<T, Void> withoutResults(Effect.ForEach<T> effect) {
    return (tx, item) -> {
      effect.on(tx, item);
      return null;
    };
  }
}
