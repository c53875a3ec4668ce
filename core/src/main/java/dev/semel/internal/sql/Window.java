// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a scope can remember at this moment of the database's clock.
 *
 * @param now the database's clock
 * @param memoryFrom keys born before this are forgotten
 */
public record Window(Instant now, Instant memoryFrom) {
  public boolean tooOld(Instant origin) {
    return origin.isBefore(memoryFrom);
  }

  public boolean tooFarAhead(Instant origin) {
    return origin.isAfter(now.plus(Ring.AHEAD_MAX));
  }

  /** Whether a key of this birth time can be judged; one without a birth time always can. */
  public boolean holds(@Nullable Instant origin) {
    return origin == null || (!tooOld(origin) && !tooFarAhead(origin));
  }
}
