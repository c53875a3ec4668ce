// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.internal.held.Backoff;
import dev.semel.internal.sql.LogPosition;
import dev.semel.internal.sql.LogRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

  private static Lane lane() {
    return new Lane(null, LogPosition.START, new Breaker(BACKOFF));
  }

  private static Entry entry(Lane lane, long id, String topic) {
    LogPosition at = new LogPosition(7, id);
    byte[] body = new byte[10];
    LogRow row =
        new LogRow(
            at,
            0,
            new UUID(0, id),
            null,
            topic,
            "k",
            null,
            null,
            body,
            body.length,
            Instant.EPOCH,
            null,
            null,
            LogRow.NO_LIMIT);
    Entry entry = new Entry(row, lane, null, 0, 0);
    lane.add(entry);
    lane.await(entry);
    lane.readTo(at);
    return entry;
  }

  @Test
  void the_cursor_is_never_ahead_of_an_unsettled_message_whatever_the_order_of_the_answers() {
    Random random = new Random(4711);
    for (int round = 0; round < 200; round++) {
      Lane lane = lane();
      List<Entry> open = new ArrayList<>();
      long next = 1;
      while (next <= 50 || !open.isEmpty()) {
        if (next <= 50 && random.nextBoolean()) {
          open.add(entry(lane, next++, "t"));
        } else if (!open.isEmpty()) {
          lane.settle(open.remove(random.nextInt(open.size())));
        }
        lane.advance();
        long oldest = open.stream().mapToLong(e -> e.row().at().id()).min().orElse(next);
        assertThat(lane.cursor().id()).isEqualTo(next == 1 ? 0 : oldest - 1);
        assertThat(lane.unsettled()).isEqualTo(open.size());
        assertThat(lane.bytes()).isEqualTo(10L * open.size());
      }
    }
  }

  @Test
  void an_empty_window_moves_to_where_was_read() {
    Lane lane = lane();
    lane.readTo(new LogPosition(9, 3));
    lane.advance();
    assertThat(lane.cursor()).isEqualTo(new LogPosition(9, 3));
  }

  @Test
  void a_message_that_is_sent_again_takes_its_place_in_the_order() {
    Lane lane = lane();
    for (int id = 1; id <= 4; id++) {
      entry(lane, id, "t");
    }
    Entry second = lane.waiting().remove(1);
    second.fly(true);
    lane.again(second);
    assertThat(lane.waiting()).extracting(e -> e.row().at().id()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(second.flying()).isFalse();
  }

  @Test
  void a_detached_destination_leaves_nothing_behind() {
    Lane lane = lane();
    Entry other = entry(lane, 1, "others");
    Entry slow = entry(lane, 2, "slow");
    Entry settled = entry(lane, 3, "slow");
    lane.settle(settled);
    Lane own = new Lane("slow", lane.cursor(), new Breaker(BACKOFF));
    own.adopt(lane.take(e -> e.row().topic().equals("slow")));
    assertThat(own.waiting()).containsExactly(slow);
    assertThat(slow.lane()).isSameAs(own);
    lane.settle(other);
    lane.advance();
    own.advance();
    assertThat(lane.cursor()).isEqualTo(new LogPosition(7, 3));
    assertThat(own.cursor()).isEqualTo(LogPosition.START);
  }

  @Test
  void stamps_are_compared_as_unsigned_numbers() {
    LogPosition huge = new LogPosition(-1, 0);
    assertThat(huge.isAfter(new LogPosition(Long.MAX_VALUE, 5))).isTrue();
    assertThat(huge).hasToString("18446744073709551615:0");
  }
}
