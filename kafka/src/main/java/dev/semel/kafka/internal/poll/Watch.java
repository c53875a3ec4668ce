// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.poll;

import dev.semel.Inbox;
import dev.semel.kafka.internal.partition.Assigned;
import dev.semel.kafka.internal.partition.Partition;
import dev.semel.spi.InboxEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether the topics are still those that were assigned. One that was
 * deleted and made again begins at its beginning: its offsets say nothing about the old ones. For
 * the thread of the poller.
 */
final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");
  private static final long LOOK_NANOS = Duration.ofSeconds(3).toNanos();

  private final Assigned assigned;
  private final Crew crew;
  private @Nullable CompletableFuture<Map<String, String>> underWay;
  private long lookAt = System.nanoTime() + LOOK_NANOS;

  Watch(Assigned assigned, Crew crew) {
    this.assigned = assigned;
    this.crew = crew;
  }

  /** Asks for the topics' ids, or acts on the answer. */
  void step() {
    long now = System.nanoTime();
    if (underWay != null && underWay.isDone()) {
      collect(underWay);
      underWay = null;
    } else if (underWay == null && now - lookAt >= 0) {
      lookAt = now + LOOK_NANOS;
      Set<String> names =
          assigned.all().stream().map(p -> p.at().topic()).collect(Collectors.toSet());
      underWay = crew.errands().run(() -> crew.topics().ids(names));
    }
  }

  private void collect(CompletableFuture<Map<String, String>> answer) {
    try {
      compare(answer.join());
    } catch (CompletionException e) {
      LOG.debug("the ids of the topics could not be asked for and will be again", e);
    }
  }

  /** Lets the partitions of replaced topics begin again; true if there were any. */
  boolean compare(Map<String, String> ids) {
    Set<String> replaced = new TreeSet<>();
    for (Partition partition : assigned.all()) {
      String topic = partition.at().topic();
      String before = partition.lane().epoch();
      String now = ids.get(topic);
      if (now != null && !now.equals(before) && partition.isPlaced()) {
        partition.replacedBy(now);
        crew.lanes().discard(partition);
        if (replaced.add(topic)) {
          Inbox inbox = crew.inbox();
          inbox.tell(new InboxEvent.SourceReplaced(inbox.scope(), topic, before, now));
        }
      }
    }
    return !replaced.isEmpty();
  }
}
