// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.Key;
import dev.semel.internal.sql.Entry;
import dev.semel.internal.sql.EntryState;
import dev.semel.remote.RemoteOutcome;
import dev.semel.spi.Claims;
import java.time.Duration;

/** What all remote effects of a ledger have in common. Immutable and thread-safe. */
record Remote(Journal journal, Claims claims, Duration patience) {

  /** What is known of an entry as it was read. */
  <R> RemoteOutcome<R> standing(Plan<?, R> plan, Entry entry) {
    Key key = plan.key(entry.key());
    String why = String.valueOf(entry.why());
    return switch (entry.state()) {
      case PREPARED, STARTED -> new RemoteOutcome.Running<>(key, Duration.ZERO);
      case IN_DOUBT -> new RemoteOutcome.InDoubt<>(key, entry.since(), why);
      case PARKED -> new RemoteOutcome.Parked<>(key, entry.since(), why);
      case SUCCEEDED, FAILED, CANCELLED -> over(plan, key, entry);
    };
  }

  private <R> RemoteOutcome<R> over(Plan<?, R> plan, Key key, Entry entry) {
    Claims.Answer answer = claims.open(key);
    if (answer instanceof Claims.Claimed claimed) {
      claimed.claim().release();
    }
    if (answer instanceof Claims.Standing standing && standing.stored() != null) {
      return outcome(plan, key, standing.stored(), true);
    }
    if (entry.state() != EntryState.SUCCEEDED) {
      return new RemoteOutcome.Failed<>(key, String.valueOf(entry.why()));
    }
    throw new dev.semel.LedgerException(
        "SEMEL-063", "%s has happened, and its result is not kept any more".formatted(key));
  }

  <R> RemoteOutcome<R> outcome(Plan<?, R> plan, Key key, Claims.Stored stored, boolean replayed) {
    return Results.stateOf(stored) == EntryState.FAILED
        ? new RemoteOutcome.Failed<>(key, Results.why(stored))
        : new RemoteOutcome.Succeeded<>(
            plan.results().decode(stored.contentType(), stored.bytes()), replayed);
  }
}
