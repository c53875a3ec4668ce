// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.kafka.internal.partition.Delivery;
import dev.semel.kafka.internal.partition.Partition;
import dev.semel.kafka.internal.partition.Records;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneQueueTest {
  private final LaneQueue queue = new LaneQueue();

  private static BatchSize size(int count, long bytes) {
    BatchSize size = new BatchSize(count, bytes, Duration.ofSeconds(1));
    size.took(1, 1);
    return size;
  }

  private static List<Delivery> deliveries(Partition partition, int from, int count, int bytes) {
    return IntStream.range(from, from + count)
        .mapToObj(offset -> Records.delivery(partition, offset, bytes))
        .toList();
  }

  private static List<Long> offsets(List<Delivery> batch) {
    return batch.stream().map(Delivery::offset).toList();
  }

  @Test
  void a_batch_is_bounded_by_count_and_bytes_but_never_empty_for_a_large_one() throws Exception {
    Partition partition = Records.flowing(0);
    queue.add(deliveries(partition, 0, 5, 10));
    queue.add(deliveries(partition, 5, 1, 1_000));
    queue.add(deliveries(partition, 6, 2, 10));
    assertThat(offsets(queue.take(size(3, 100), 0))).containsExactly(0L, 1L, 2L);
    assertThat(offsets(queue.take(size(10, 100), 0))).containsExactly(3L, 4L);
    assertThat(offsets(queue.take(size(10, 100), 0))).containsExactly(5L);
    assertThat(offsets(queue.take(size(10, 15), 0))).containsExactly(6L);
    assertThat(offsets(queue.take(size(10, 100), 0))).containsExactly(7L);
    assertThat(queue.take(size(10, 100), 0)).isEmpty();
  }

  @Test
  void the_first_of_a_partition_are_by_themselves() throws Exception {
    queue.add(deliveries(Records.flowing(0), 0, 2, 1));
    queue.add(deliveries(Records.first(1), 10, 2, 1));
    queue.add(deliveries(Records.first(2), 20, 2, 1));
    queue.add(deliveries(Records.flowing(3), 30, 2, 1));
    for (long first : new long[] {0, 10, 20, 30}) {
      assertThat(offsets(queue.take(size(10, 100), 0))).containsExactly(first, first + 1);
    }
  }

  @Test
  void what_is_consumed_elsewhere_now_is_dropped() throws Exception {
    Partition stays = Records.flowing(0);
    Partition leaves = Records.flowing(1);
    List<Delivery> left = deliveries(leaves, 0, 3, 1);
    List<Delivery> drained = deliveries(Records.flowing(2), 0, 1, 1);
    queue.add(left);
    queue.add(drained);
    queue.add(deliveries(stays, 7, 1, 1));
    leaves.leave();
    queue.discard(drained.get(0).partition());
    assertThat(offsets(queue.take(size(10, 100), 0))).containsExactly(7L);
    assertThat(left).extracting(Delivery::state).containsOnly(Delivery.State.DROPPED);
    assertThat(drained).extracting(Delivery::state).containsOnly(Delivery.State.DROPPED);
  }

  @Test
  void a_batch_is_as_large_as_fits_in_the_time_by_what_messages_took_lately() {
    BatchSize size = new BatchSize(500, 1, Duration.ofSeconds(1));
    assertThat(size.count()).isEqualTo(10);
    size.took(10, Duration.ofSeconds(10).toNanos());
    assertThat(size.count()).isEqualTo(1);
    for (int i = 0; i < 30; i++) {
      size.took(size.count(), Duration.ofMillis(10L * size.count()).toNanos());
    }
    assertThat(size.count()).isBetween(95, 100);
    for (int i = 0; i < 30; i++) {
      size.took(size.count(), 1_000L * size.count());
    }
    assertThat(size.count()).isEqualTo(500);
  }
}
