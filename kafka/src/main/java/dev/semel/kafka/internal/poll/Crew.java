// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.poll;

import dev.semel.Inbox;
import dev.semel.kafka.internal.broker.Errands;
import dev.semel.kafka.internal.broker.Topics;
import dev.semel.kafka.internal.effect.Outages;
import dev.semel.kafka.internal.lanes.Lanes;
import dev.semel.kafka.internal.lanes.Signal;
import dev.semel.kafka.internal.lanes.Tally;
import dev.semel.kafka.internal.offsets.DatabaseOffsets;
import dev.semel.kafka.internal.offsets.KafkaOffsets;
import dev.semel.kafka.internal.offsets.Offsets;
import dev.semel.kafka.internal.offsets.Places;
import dev.semel.kafka.internal.partition.Prefix;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;

/** What outlives a {@link Membership}: who works for it, and who answers its questions. */
public record Crew(
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
    return new Places(topics, inboxes, settings.group(), settings.offsetsInDatabase());
  }

  Offsets offsets(Consumer<byte[], byte[]> consumer) {
    if (settings.offsetsInDatabase()) {
      KafkaOffsets copy =
          new KafkaOffsets(consumer, p -> p.known() == 0 ? Prefix.UNKNOWN : p.known());
      return new DatabaseOffsets(inboxes, errands, outages, lanes, copy);
    }
    return new KafkaOffsets(consumer, partition -> partition.prefix().next());
  }
}
