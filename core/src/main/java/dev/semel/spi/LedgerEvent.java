// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

import dev.semel.Key;
import dev.semel.Outcome;
import java.time.Duration;
import java.time.Instant;

/** Something the ledger did. Immutable. */
public sealed interface LedgerEvent extends SemelEvent {

  /**
   * An effect happened. In a caller's transaction this is said before the caller commits.
   *
   * @param inCallersTransaction true when the commit is still the caller's to make
   */
  record Applied(Key key, boolean inCallersTransaction) implements LedgerEvent {}

  /**
   * A delivery was answered from the ledger and changed nothing.
   *
   * @param settledAt when the effect happened
   */
  record Duplicate(Key key, Instant settledAt) implements LedgerEvent {}

  /** A key came with content it does not stand for. Worth an alarm. */
  record Mismatch(Key key, Outcome.Reason reason) implements LedgerEvent {}

  /** Another delivery of the key did not finish while this one waited. */
  record Busy(Key key, Duration waited) implements LedgerEvent {}

  /** It could not be said whether an effect happened. Worth an alarm. */
  record Unknown(Key key) implements LedgerEvent {}

  /**
   * A key was older than the memory.
   *
   * @param applied true when the policy of its scope let it through
   */
  record Forgotten(Key key, Instant origin, boolean applied) implements LedgerEvent {}

  /**
   * A sweep ended.
   *
   * @param slotsEmptied slots that were truncated
   * @param rowsDeleted rows that were deleted one by one
   */
  record Swept(int slotsEmptied, long rowsDeleted, Duration took) implements LedgerEvent {}
}
