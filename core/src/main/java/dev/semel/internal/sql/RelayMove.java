// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import org.jspecify.annotations.Nullable;

/**
 * Where a relay has got to. Immutable.
 *
 * @param idMax the greatest id it has dealt with
 * @param expired how many messages have expired since the last move
 * @param rowAt what the last move said about its row, or null
 */
public record RelayMove(
    long fence,
    LogPosition cursor,
    long idMax,
    int expired,
    int leaseMillis,
    @Nullable String rowAt) {

  /**
   * What became of a move. Immutable.
   *
   * @param paused why the relay is paused, or an empty text
   * @param rowAt where the row is now, for the next move; null where the database does not say
   */
  public record Done(String paused, @Nullable String rowAt) {}
}
