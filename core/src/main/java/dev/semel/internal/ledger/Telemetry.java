// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.internal.sql.Row;
import dev.semel.spi.LedgerEvent;
import dev.semel.spi.LedgerListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener and the log. A listener that throws changes nothing. Thread-safe. */
public final class Telemetry {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.ledger");

  private final LedgerListener listener;

  public Telemetry(LedgerListener listener) {
    this.listener = listener;
  }

  /** Says that something happened. */
  public void tell(LedgerEvent event) {
    log(event);
    try {
      listener.on(event);
    } catch (RuntimeException e) {
      LOG.warn("SEMEL-030 the ledger listener {} failed", listener.getClass().getName(), e);
    }
  }

  /** Says how a delivery in a transaction of ours ended. */
  <R> void tell(Key key, Outcome<R> outcome, @Nullable Row found) {
    if (outcome instanceof Outcome.Done<R> done) {
      tell(
          done.replayed() && found != null
              ? new LedgerEvent.Duplicate(key, found.since())
              : new LedgerEvent.Applied(key, false));
    } else if (outcome instanceof Outcome.Mismatch<R> mismatch) {
      tell(new LedgerEvent.Mismatch(key, mismatch.reason()));
    } else if (outcome instanceof Outcome.Busy<R> busy) {
      tell(new LedgerEvent.Busy(key, busy.waited()));
    } else if (outcome instanceof Outcome.Forgotten<R> forgotten) {
      tell(new LedgerEvent.Forgotten(key, forgotten.origin(), false));
    } else {
      tell(new LedgerEvent.Unknown(key));
    }
  }

  private static void log(LedgerEvent event) {
    if (event instanceof LedgerEvent.Mismatch mismatch) {
      LOG.warn("SEMEL-006 {} was refused: {}", mismatch.key(), mismatch.reason());
    } else if (event instanceof LedgerEvent.Unknown unknown) {
      LOG.warn("SEMEL-007 {} may or may not have happened", unknown.key());
    } else if (event instanceof LedgerEvent.Forgotten forgotten) {
      LOG.warn("SEMEL-008 {} is older than the memory", forgotten.key());
    } else {
      LOG.debug("{}", event);
    }
  }
}
