// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Inbox;
import dev.semel.Inbox.Progress;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage.Lane;
import dev.semel.verification.databases.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Consumers that keep their place in the database of their effects. */
@OnEveryServer
class ReachedTest extends InboxContract {

  @Test
  void positions_survive_the_process() {
    assertThat(started().positions(List.of(LANE, lane(1)))).isEmpty();
    assertThat(reached(started(), LANE, 0, 17)).isEmpty();
    assertThat(reached(started(), LANE, 17, 40)).isEmpty();
    assertThat(started().positions(List.of(LANE, lane(1)))).isEqualTo(Map.of(LANE, 40L));
    assertThat(events).isEmpty();
  }

  @Test
  void scopes_and_epochs_have_places_of_their_own() {
    Lane anew = new Lane(LANE.source(), "second", LANE.name());
    reached(started(), LANE, 0, 17);
    reached(started(), anew, 0, 3);
    reached(semel.inbox(scope + "-other"), LANE, 0, 5);
    assertThat(started().positions(List.of(LANE, anew))).isEqualTo(Map.of(LANE, 17L, anew, 3L));
  }

  @Test
  void a_database_that_knows_less_says_where_to_go_back_to_and_nothing_is_written() {
    reached(started(), LANE, 0, 100);
    restored(60);
    assertThat(reached(started(), LANE, 100, 120)).isEqualTo(Map.of(LANE, 60L));
    assertThat(started().positions(List.of(LANE))).isEqualTo(Map.of(LANE, 60L));
    assertThat(events).containsExactly(new InboxEvent.Rewound(scope, "orders/0", 120, 60));

    assertThat(reached(started(), LANE, 60, 120)).isEmpty();
    assertThat(started().positions(List.of(LANE))).isEqualTo(Map.of(LANE, 120L));
  }

  @Test
  void that_is_found_out_while_nothing_is_consumed() {
    reached(started(), LANE, 0, 100);
    assertThat(reached(started(), LANE, 100, 100)).isEmpty();
    restored(99);
    assertThat(reached(started(), LANE, 100, 100)).isEqualTo(Map.of(LANE, 99L));
  }

  @Test
  void a_database_that_knows_nothing_any_more_sends_back_to_the_beginning() {
    reached(started(), LANE, 0, 100);
    Sql.run(db.raw(), "delete from semel_inbox_progress where scope = ?", scope);
    assertThat(reached(started(), LANE, 100, 120)).isEqualTo(Map.of(LANE, 0L));
    assertThat(started().positions(List.of(LANE))).isEmpty();
  }

  @Test
  void a_database_that_knows_more_is_left_alone() {
    reached(started(), LANE, 0, 100);
    assertThat(reached(started(), LANE, 20, 50)).isEmpty();
    assertThat(reached(started(), LANE, 0, 100)).isEmpty();
    assertThat(started().positions(List.of(LANE))).isEqualTo(Map.of(LANE, 100L));
    assertThat(events).isEmpty();
  }

  @Test
  void lanes_go_their_own_ways() {
    started().reached(Map.of(lane(0), new Progress(0, 10), lane(1), new Progress(0, 10)));
    restored(10);
    Sql.run(
        db.raw(),
        "update semel_inbox_progress set next_number = 4 where scope = ? and lane = '1'",
        scope);
    Map<Lane, Long> back =
        started()
            .reached(
                Map.of(
                    lane(0), new Progress(10, 20),
                    lane(1), new Progress(10, 20),
                    lane(2), new Progress(0, 5)));
    assertThat(back).isEqualTo(Map.of(lane(1), 4L));
    assertThat(started().positions(List.of(lane(0), lane(1), lane(2))))
        .isEqualTo(Map.of(lane(0), 20L, lane(1), 4L, lane(2), 5L));
  }

  /** As after a rebalance: the old consumer does not know yet that it has lost the lanes. */
  @Test
  void of_two_writers_the_one_who_is_further_stands() throws Exception {
    int writers = 4;
    int steps = 40;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int stride = 1 + writer;
        Callable<Void> work = () -> walk(started(), stride, steps);
        running.add(threads.submit(work));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    long furthest = (long) writers * steps;
    assertThat(started().positions(List.of(lane(0), lane(1))))
        .isEqualTo(Map.of(lane(0), furthest, lane(1), furthest));
    assertThat(events).isEmpty();
  }

  private static Void walk(Inbox inbox, int stride, int steps) {
    for (long at = 0; at < (long) stride * steps; at += stride) {
      Progress step = new Progress(at, at + stride);
      assertThat(inbox.reached(Map.of(lane(0), step, lane(1), step))).isEmpty();
    }
    return null;
  }

  @Test
  void a_lane_does_not_go_backwards() {
    assertThatThrownBy(() -> reached(started(), LANE, 5, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orders/0 from 5 to 4");
    assertThatThrownBy(() -> reached(started(), LANE, -1, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** What a restore leaves: an older copy of the row. */
  private void restored(long next) {
    Sql.run(
        db.raw(),
        "update semel_inbox_progress set next_number = ? where scope = ? and lane = '0'",
        next,
        scope);
  }

  private static Lane lane(int number) {
    return new Lane(LANE.source(), LANE.epoch(), Integer.toString(number));
  }

  private static Map<Lane, Long> reached(Inbox inbox, Lane lane, long from, long to) {
    return inbox.reached(Map.of(lane, new Progress(from, to)));
  }
}
