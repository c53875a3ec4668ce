// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.inbox;

import dev.semel.internal.ledger.Telemetry;
import dev.semel.internal.sql.InboxRow;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import java.time.Duration;
import java.util.Objects;

/** Tells what became of held messages, after it was committed. Thread-safe. */
record Told(Telemetry telemetry, String scope) {

  /** A message waits, or is parked; that one is behind another is nothing to tell. */
  void of(InboxRow row) {
    IncomingMessage message = row.message();
    String lane = message.lane().toString();
    String error = String.valueOf(row.error());
    if (row.isParked()) {
      InboxEvent.Why why = Objects.requireNonNull(row.why(), "why");
      telemetry.tell(
          new InboxEvent.Parked(scope, message.id(), lane, message.number(), why, error));
    } else if (row.attempts() > 0) {
      Duration retryIn = Duration.ofMillis(row.tryInMillis());
      telemetry.tell(
          new InboxEvent.Retrying(scope, name(message), lane, row.attempts(), retryIn, error));
    }
  }

  void retried(int applied, int duplicates, Duration took) {
    telemetry.tell(new InboxEvent.Retried(scope, applied, duplicates, took));
  }

  private static String name(IncomingMessage message) {
    String id = message.id();
    return id == null ? message.lane() + "/" + message.number() : id;
  }
}
