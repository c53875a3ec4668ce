// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A ledger row as it was read.
 *
 * @param result null while there is none, or when it is not kept any more
 * @param dropped whether there was a result that is not kept any more
 * @param fence of the claim that wrote it; 0 where it was no lasting one
 * @param leaseUntil how long a lasting claim is its owner's
 * @param now the database's clock when it was read
 */
public record Row(
    UUID id,
    @Nullable String text,
    State state,
    @Nullable UUID fingerprint,
    @Nullable Instant origin,
    Instant since,
    @Nullable Content result,
    boolean dropped,
    long fence,
    @Nullable Instant leaseUntil,
    Instant now) {

  /** Whether the owner of a lasting claim may still be at it. */
  public boolean leased() {
    return state == State.CLAIMED && leaseUntil != null && leaseUntil.isAfter(now);
  }
}
