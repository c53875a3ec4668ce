// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.share;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a share consumer has in hand, from turn to turn. A turn ends with a word about each record:
 * settled, or still at it, which renews the broker's lock. So records are kept through an outage of
 * any length, and no further delivery is spent on them. For the polling thread.
 */
final class ShareTurns {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int LOCK_MILLIS_UNLESS_SAID = 15_000;

  private final ShareConsumer<byte[], byte[]> consumer;
  private final ShareWork work;
  private final Map<Place, ConsumerRecord<byte[], byte[]>> waiting = new LinkedHashMap<>();
  private Set<Place> atWork = Set.of();
  private Set<Place> settled = Set.of();
  private @Nullable Future<Boolean> settling;

  ShareTurns(ShareConsumer<byte[], byte[]> consumer, ShareWork work) {
    this.consumer = consumer;
    this.work = work;
  }

  private record Place(TopicPartition partition, long offset) {
    static Place of(ConsumerRecord<?, ?> record) {
      return new Place(new TopicPartition(record.topic(), record.partition()), record.offset());
    }
  }

  /** Polls, waits for a while for what is being settled, and says so for each record. */
  void turn() throws InterruptedException {
    // What was renewed comes again, with this poll or the next.
    ConsumerRecords<byte[], byte[]> inHand = consumer.poll(POLL);
    for (ConsumerRecord<byte[], byte[]> record : inHand) {
      Place place = Place.of(record);
      if (!atWork.contains(place) && !settled.contains(place)) {
        waiting.put(place, record);
      }
    }
    begin();
    await(inHand.isEmpty() ? Duration.ZERO : lockTime().dividedBy(3));
    for (ConsumerRecord<byte[], byte[]> record : inHand) {
      boolean isSettled = settled.contains(Place.of(record));
      consumer.acknowledge(record, isSettled ? AcknowledgeType.ACCEPT : AcknowledgeType.RENEW);
    }
  }

  /** Whether something is being settled. */
  boolean isAtWork() {
    return settling != null;
  }

  private void begin() {
    if (settling != null || work.isClosing()) {
      return;
    }
    if (waiting.isEmpty()) {
      work.retryWhenIdle();
      return;
    }
    atWork = Set.copyOf(waiting.keySet());
    settling = work.settle(List.copyOf(waiting.values()));
    waiting.clear();
  }

  private void await(Duration patience) throws InterruptedException {
    if (settling == null) {
      return;
    }
    try {
      boolean done = settling.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      settled = done ? atWork : Set.of();
      atWork = Set.of();
      settling = null;
    } catch (TimeoutException e) {
      // Still at it.
    } catch (ExecutionException e) {
      throw new IllegalStateException("whatever fails is tried again", e);
    }
  }

  private Duration lockTime() {
    return Duration.ofMillis(consumer.acquisitionLockTimeoutMs().orElse(LOCK_MILLIS_UNLESS_SAID));
  }
}
