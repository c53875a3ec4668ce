// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.poll;

import dev.semel.Inbox;
import dev.semel.kafka.internal.partition.Assigned;
import dev.semel.kafka.internal.partition.Delivery;
import dev.semel.kafka.internal.partition.Partition;
import dev.semel.kafka.internal.partition.Prefix;
import dev.semel.spi.InboxEvent;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;

/** Tells every few seconds how far behind each partition is. For the thread of the poller. */
final class Lags {
  private static final long TELL_NANOS = Duration.ofSeconds(3).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final Assigned assigned;
  private final Inbox inbox;
  private long tellAt = System.nanoTime() + TELL_NANOS;

  Lags(Consumer<byte[], byte[]> consumer, Assigned assigned, Inbox inbox) {
    this.consumer = consumer;
    this.assigned = assigned;
    this.inbox = inbox;
  }

  void step() {
    long now = System.nanoTime();
    if (now - tellAt >= 0) {
      tellAt = now + TELL_NANOS;
      assigned.all().stream().filter(Partition::isPlaced).forEach(this::tell);
    }
  }

  private void tell(Partition partition) {
    OptionalLong unread = consumer.currentLag(partition.at());
    if (unread.isPresent()) {
      Prefix prefix = partition.prefix();
      Delivery oldest = prefix.oldest();
      inbox.tell(
          new InboxEvent.Lag(
              inbox.scope(),
              partition.toString(),
              unread.getAsLong() + prefix.size(),
              oldest == null ? null : oldest.message().timestamp()));
    }
  }

  /** Whether all that was there when last fetched is settled. */
  boolean isCaughtUp() {
    return !assigned.all().isEmpty()
        && assigned.all().stream()
            .allMatch(
                partition ->
                    partition.isPlaced()
                        && partition.prefix().isEmpty()
                        && consumer.currentLag(partition.at()).orElse(1) == 0);
  }
}
