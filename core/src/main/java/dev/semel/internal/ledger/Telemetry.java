// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.internal.sql.Row;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.LedgerEvent;
import dev.semel.spi.RelayEvent;
import dev.semel.spi.SemelEvent;
import dev.semel.spi.SemelListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener and the log. A listener that throws changes nothing. Thread-safe. */
public final class Telemetry {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.ledger");
  private static final Logger INBOX = LoggerFactory.getLogger("dev.semel.inbox");
  private static final Logger RELAY = LoggerFactory.getLogger("dev.semel.relay");

  private final SemelListener listener;

  public Telemetry(SemelListener listener) {
    this.listener = listener;
  }

  /** Says that something happened. */
  public void tell(SemelEvent event) {
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

  private static void log(SemelEvent event) {
    if (event instanceof RelayEvent relayed) {
      log(relayed);
      return;
    }
    if (event instanceof InboxEvent consumed) {
      log(consumed);
      return;
    }
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

  private static void log(RelayEvent event) {
    if (event instanceof RelayEvent.Refused refused) {
      RELAY.warn(
          "SEMEL-045 message {} to {} was refused and is parked: {}",
          refused.messageId(),
          refused.topic(),
          refused.reason());
    } else if (event instanceof RelayEvent.GaveUp gaveUp) {
      RELAY.warn(
          "SEMEL-045 message {} to {} failed {} times and is parked",
          gaveUp.messageId(),
          gaveUp.topic(),
          gaveUp.attempts());
    } else if (event instanceof RelayEvent.Expired expired) {
      RELAY.warn(
          "SEMEL-046 message {} to {} was to be delivered by {} and was not sent",
          expired.messageId(),
          expired.topic(),
          expired.deliverBy());
    } else if (event instanceof RelayEvent.Outage outage) {
      RELAY.warn(
          "SEMEL-047 relay {}: nothing gets through{}; a batch is tried in {}",
          outage.relay(),
          outage.topic() == null ? "" : " to " + outage.topic(),
          outage.retryIn());
    } else if (event instanceof RelayEvent.Stopped stopped) {
      RELAY.error("SEMEL-048 relay {} was stopped: {}", stopped.relay(), stopped.reason());
    } else if (event instanceof RelayEvent.HorizonHeld held) {
      RELAY.warn(
          "SEMEL-049 relay {} waits for transaction {} (session {}, since {}) to end",
          held.relay(),
          held.transaction(),
          held.session(),
          held.since());
    } else if (event instanceof RelayEvent.Restamped restamped) {
      RELAY.warn(
          "SEMEL-050 the outbox was restored into another cluster; {} messages were stamped anew",
          restamped.messages());
    } else if (event instanceof RelayEvent.Failed failed) {
      RELAY.warn(
          "{} a round of relay {} failed and is tried again",
          failed.code(),
          failed.relay(),
          failed.cause());
    } else if (event instanceof RelayEvent.Leading
        || event instanceof RelayEvent.Left
        || event instanceof RelayEvent.Detached
        || event instanceof RelayEvent.Attached) {
      RELAY.info("{}", event);
    } else {
      RELAY.debug("{}", event);
    }
  }

  private static void log(InboxEvent event) {
    if (event instanceof InboxEvent.Parked parked) {
      INBOX.warn(
          "SEMEL-055 {}: message {} at {}/{} is parked: {}",
          parked.scope(),
          parked.messageId(),
          parked.lane(),
          parked.number(),
          parked.why());
    } else if (event instanceof InboxEvent.Outage outage) {
      INBOX.warn(
          "SEMEL-056 {}: nothing can be applied ({}); it is tried again in {}",
          outage.scope(),
          outage.code(),
          outage.retryIn(),
          outage.cause());
    } else if (event instanceof InboxEvent.Rewound rewound) {
      INBOX.warn(
          "SEMEL-059 {}: the database knows {} up to {}, and it was consumed up to {}; it is"
              + " consumed again from there",
          rewound.scope(),
          rewound.lane(),
          rewound.to(),
          rewound.from());
    } else if (event instanceof InboxEvent.DatabaseReplaced replaced) {
      INBOX.warn(
          "SEMEL-060 {}: the database is {} and was {}",
          replaced.scope(),
          replaced.now(),
          replaced.before());
    } else if (event instanceof InboxEvent.SourceReplaced replaced) {
      INBOX.warn(
          "SEMEL-061 {}: {} was made again, it is {} and was {}; it is consumed from its beginning",
          replaced.scope(),
          replaced.source(),
          replaced.now(),
          replaced.before());
    } else if (event instanceof InboxEvent.Assigned || event instanceof InboxEvent.Revoked) {
      INBOX.info("{}", event);
    } else {
      INBOX.debug("{}", event);
    }
  }
}
