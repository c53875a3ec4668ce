// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import java.time.Duration;

/**
 * What can be chosen about the doors. Immutable.
 *
 * @param patience how long a delivery waits for a concurrent duplicate
 * @param resultBytesMax the largest result
 * @param optimistic whether to look at the key last
 */
public record Settings(Duration patience, int resultBytesMax, boolean optimistic) {
  /** How often a transaction is tried that met a deadlock or a serialization failure. */
  public static final int TRIES_MAX = 6;

  public Settings withPatience(Duration patience) {
    return new Settings(patience, resultBytesMax, optimistic);
  }

  public Settings withOptimistic() {
    return new Settings(patience, resultBytesMax, true);
  }
}
