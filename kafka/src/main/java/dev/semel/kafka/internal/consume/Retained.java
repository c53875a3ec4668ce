// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.consume;

import dev.semel.Inbox;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long messages may come again, and how long they are known.
 *
 * @param accepted a retention of topics the user answers for, or null
 */
record Retained(List<Inbox> inboxes, @Nullable Duration accepted) {
  /** The shortest memory of all shards. */
  Duration remembered() {
    return inboxes.stream().map(Inbox::horizon).min(Duration::compareTo).orElseThrow();
  }
}
