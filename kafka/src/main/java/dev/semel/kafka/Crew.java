// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Inbox;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;

/** What outlives a {@link Membership}: who works for it, and who answers its questions. */
record Crew(
    LoopSettings settings,
    List<Inbox> inboxes,
    Intake intake,
    Lanes lanes,
    Errands errands,
    Topics topics,
    Outages outages,
    Tally tally) {

  Signal signal() {
    return tally.signal();
  }

  /** The inbox that is told what happens with the broker. */
  Inbox inbox() {
    return inboxes.get(0);
  }

  Places places() {
    return new Places(topics, inboxes, settings);
  }

  Offsets offsets(Consumer<byte[], byte[]> consumer) {
    if (settings.offsetsInDatabase()) {
      KafkaOffsets copy =
          new KafkaOffsets(consumer, p -> p.known() == 0 ? Prefix.UNKNOWN : p.known());
      return new DatabaseOffsets(this, copy);
    }
    return new KafkaOffsets(consumer, partition -> partition.prefix().next());
  }
}
