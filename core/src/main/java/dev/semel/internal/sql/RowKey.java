// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as the ledger stores it.
 *
 * @param slot the ring slot of its day, or {@link Ring#TIMELESS}
 * @param scope the interned scope
 * @param id the UUID it is, or the hash of its text
 * @param text the text, where the id is a hash
 * @param fingerprint the content it is bound to
 * @param origin its birth time, where it has one
 */
public record RowKey(
    int slot,
    int scope,
    UUID id,
    @Nullable String text,
    @Nullable UUID fingerprint,
    @Nullable Instant origin) {

  /** A 64-bit name for locks. Two keys that share it only ever cause a spurious wait. */
  public long lockName() {
    long h = id.getMostSignificantBits() * 0x9E3779B97F4A7C15L;
    h = Long.rotateLeft(h ^ id.getLeastSignificantBits(), 29) * 0xBF58476D1CE4E5B9L;
    return h ^ (scope * 0x94D049BB133111EBL);
  }
}
