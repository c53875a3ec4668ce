// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.outbox.Ids;
import java.util.UUID;

/** Messages whose order is kept: those of one topic with one key. Immutable. */
record Line(String topic, String key) {
  /** The name of this line in the table of held messages. */
  UUID id() {
    return Ids.line(topic, key);
  }
}
