// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.transform;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** How often records were tried in vain, and when their partitions go on. For one thread. */
final class TransformTries {
  private static final long FIRST_NANOS = Duration.ofMillis(100).toNanos();
  private static final int DOUBLINGS_MAX = 8;

  private final int attemptsMax;
  private final Map<Place, Tried> all = new HashMap<>();

  private record Place(TopicPartition partition, long offset) {
    static Place of(ConsumerRecord<?, ?> incoming) {
      return new Place(
          new TopicPartition(incoming.topic(), incoming.partition()), incoming.offset());
    }
  }

  private record Tried(int attempts, long retryAt, Exception error) {}

  TransformTries(int attemptsMax) {
    this.attemptsMax = attemptsMax;
  }

  /** Another try that led nowhere. */
  void failed(ConsumerRecord<?, ?> incoming, Exception error, long now) {
    int attempts = attempts(incoming) + 1;
    long wait = FIRST_NANOS << Math.min(attempts - 1, DOUBLINGS_MAX);
    all.put(Place.of(incoming), new Tried(attempts, now + wait, error));
  }

  int attempts(ConsumerRecord<?, ?> incoming) {
    Tried tried = all.get(Place.of(incoming));
    return tried == null ? 0 : tried.attempts();
  }

  boolean spent(ConsumerRecord<?, ?> incoming) {
    return attempts(incoming) >= attemptsMax;
  }

  /** What the last try ended with, of a record that was tried. */
  Exception lastError(ConsumerRecord<?, ?> incoming) {
    return Objects.requireNonNull(all.get(Place.of(incoming)), "it was tried").error();
  }

  /** Those of the partitions that are to wait before their record is tried again. */
  List<TopicPartition> waiting(Collection<TopicPartition> partitions, long now) {
    return all.entrySet().stream()
        .filter(tried -> tried.getValue().retryAt() - now > 0)
        .map(tried -> tried.getKey().partition())
        .filter(partitions::contains)
        .distinct()
        .toList();
  }

  /** All of the partition that is before this offset is committed. */
  void passed(TopicPartition partition, long offset) {
    all.keySet().removeIf(p -> p.partition().equals(partition) && p.offset() < offset);
  }

  /** The partition is somebody else's. */
  void forget(TopicPartition partition) {
    all.keySet().removeIf(place -> place.partition().equals(partition));
  }
}
