// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import dev.semel.LedgerException;

/** What is said to a second relay where rows go when they were sent. */
final class OneRelay {
  private OneRelay() {}

  static LedgerException refused(RelayName second, String first) {
    return new LedgerException(
        "SEMEL-044",
        ("relay %s cannot run: relay %s sends the messages of this outbox. A row goes when it was"
                + " sent here, so each of the two would send only a part. Run one relay, in shares"
                + " if one process is not enough, or forget the other one first (Outbox.forget)")
            .formatted(second.name(), first));
  }
}
