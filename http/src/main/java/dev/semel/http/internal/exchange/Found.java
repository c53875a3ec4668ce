// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.Outcome;
import dev.semel.http.internal.record.Recorded;
import dev.semel.spi.Claims;
import java.time.Duration;
import java.util.Optional;

/** What a key has in the ledger, as far as it matters here. */
enum Found {
  /** Nothing; now it has our claim. */
  NOTHING,
  /** A transaction that is open; what it is about cannot be seen. */
  BUSY,
  RUNNING,
  LEASE_OVER,
  DONE_WITH_ANSWER,
  DONE_WITHOUT_BODY,
  DONE_EXPIRED,
  DONE_UNREADABLE,
  UNKNOWN,
  /** Another id with the same stored form, which somebody must have forged. */
  COLLISION,
  FORGOTTEN,
  /** The ledger cannot look for keys of this kind: its scope is declared wrongly. */
  REFUSED;

  static Found in(Claims.Answer answer, Optional<Recorded> recorded, Duration keepFor) {
    if (answer instanceof Claims.Standing standing) {
      return standing.state() == Claims.State.DONE
          ? done(standing, recorded, keepFor)
          : notDone(standing);
    }
    if (answer instanceof Claims.Refused refused) {
      return refused.reason() == Outcome.Reason.COLLISION ? COLLISION : REFUSED;
    }
    if (answer instanceof Claims.Busy) {
      return BUSY;
    }
    return answer instanceof Claims.Forgotten ? FORGOTTEN : NOTHING;
  }

  private static Found notDone(Claims.Standing standing) {
    if (standing.state() != Claims.State.CLAIMED) {
      return UNKNOWN;
    }
    return standing.leased() ? RUNNING : LEASE_OVER;
  }

  private static Found done(
      Claims.Standing standing, Optional<Recorded> recorded, Duration keepFor) {
    if (!standing.since().plus(keepFor).isAfter(standing.now())) {
      return DONE_EXPIRED;
    }
    return recorded
        .map(r -> r.reply().isPresent() ? DONE_WITH_ANSWER : DONE_WITHOUT_BODY)
        .orElse(DONE_UNREADABLE);
  }
}
