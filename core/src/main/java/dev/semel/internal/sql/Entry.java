// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A remote effect as the journal has it.
 *
 * @param due from when on somebody else may take it up; null if nobody is to, or a person
 * @param sendBefore after which it is not to be sent for the first time
 * @param reference what the gateway calls it
 * @param since when it came into its state
 * @param now the database's clock when it was read
 */
public record Entry(
    UUID id,
    int scope,
    String key,
    int generation,
    EntryState state,
    long fence,
    @Nullable Instant due,
    Content request,
    UUID fingerprint,
    int attempts,
    @Nullable Instant firstSent,
    @Nullable Instant lastSent,
    @Nullable Instant sendBefore,
    @Nullable String reference,
    @Nullable String why,
    Instant created,
    Instant since,
    Instant now) {

  /** Whether somebody may be at it. */
  public boolean isOwned() {
    return due != null && due.isAfter(now);
  }
}
