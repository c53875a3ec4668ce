// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final ManualClock clock = ManualClock.at(START);

  @Test
  void it_stands_still_until_it_is_moved() {
    assertThat(clock.instant()).isEqualTo(START).isEqualTo(clock.instant());
    assertThat(clock.advance(Duration.ofMinutes(5))).isEqualTo(START.plusSeconds(300));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(300));
    assertThat(clock.millis()).isEqualTo(START.plusSeconds(300).toEpochMilli());
  }

  @Test
  void it_may_go_back() {
    assertThat(clock.jumpBack(Duration.ofHours(1))).isEqualTo(START.minusSeconds(3_600));
    clock.set(Instant.EPOCH);
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void it_ticks_if_told_so_and_stops_ticking() {
    clock.tickBy(Duration.ofNanos(1));
    assertThat(List.of(clock.instant(), clock.instant(), clock.instant()))
        .containsExactly(START, START.plusNanos(1), START.plusNanos(2));
    clock.tickBy(Duration.ZERO);
    assertThat(clock.instant()).isEqualTo(clock.instant());
  }

  @Test
  void no_two_readings_of_a_ticking_clock_are_the_same_whoever_reads() throws Exception {
    clock.tickBy(Duration.ofMillis(1));
    var seen = ConcurrentHashMap.<Instant>newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Void> reads =
          () -> {
            IntStream.range(0, 1_000).forEach(i -> seen.add(clock.instant()));
            return null;
          };
      for (var done : threads.invokeAll(List.of(reads, reads, reads, reads))) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(seen).hasSize(4_000);
    assertThat(clock.instant()).isEqualTo(START.plusMillis(4_000));
  }

  @Test
  void views_in_other_zones_move_together() {
    Clock tokyo = clock.withZone(ZoneId.of("Asia/Tokyo"));
    clock.advance(Duration.ofHours(1));
    assertThat(tokyo.instant()).isEqualTo(START.plusSeconds(3_600));
    assertThat(LocalTime.now(tokyo)).isEqualTo(LocalTime.of(20, 0));
    assertThat(LocalTime.now(clock)).isEqualTo(LocalTime.of(11, 0));
  }

  @Test
  void looking_at_it_as_text_does_not_tick() {
    clock.tickBy(Duration.ofSeconds(1));
    assertThat(clock.toString()).isEqualTo("ManualClock at 2026-03-01T10:00:00Z");
    assertThat(clock.instant()).isEqualTo(START);
  }

  @Test
  void a_step_the_wrong_way_is_refused() {
    Duration back = Duration.ofSeconds(-1);
    assertThatThrownBy(() -> clock.advance(back))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-321")
        .hasMessageContaining("jumpBack");
    assertThatThrownBy(() -> clock.jumpBack(back)).hasMessageContaining("advance");
    assertThatThrownBy(() -> clock.tickBy(back)).hasMessageStartingWith("SEMEL-321");
    assertThat(clock.instant()).isEqualTo(START);
  }
}
