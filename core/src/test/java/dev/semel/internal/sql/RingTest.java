// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void both_sides_of_midnight_are_neighbouring_slots() {
    int before = Ring.slot(Instant.parse("2026-11-21T23:59:59.999Z"));
    int after = Ring.slot(Instant.parse("2026-11-22T00:00:00.000Z"));
    assertThat(after).isEqualTo((before + 1) % Ring.DAYS);
  }

  @Test
  void days_before_1970_have_slots_too() {
    assertThat(Ring.slot(Instant.parse("1969-12-31T23:59:59Z"))).isEqualTo(Ring.DAYS - 1);
  }

  @Test
  void each_slot_holds_exactly_one_of_the_days_that_end_with_tomorrow() {
    long tomorrow = Ring.day(NOON) + 1;
    Set<Long> days = new HashSet<>();
    for (int slot = 0; slot < Ring.DAYS; slot++) {
      long day = Ring.dayIn(slot, NOON);
      days.add(day);
      assertThat(Ring.slot(Ring.startOf(day))).isEqualTo(slot);
      assertThat(day).isBetween(tomorrow - Ring.DAYS + 1, tomorrow);
    }
    assertThat(days).hasSize(Ring.DAYS);
  }

  @Test
  void the_longest_horizon_leaves_room_for_slack_and_for_the_day_ahead() {
    long oldestKept = Ring.day(NOON.minus(Ring.HORIZON_MAX).minus(Ring.SLACK));
    long newest = Ring.day(NOON.plus(Ring.AHEAD_MAX));
    assertThat(newest - oldestKept + 1).isLessThanOrEqualTo(Ring.DAYS);
  }

  @Test
  void a_window_holds_what_is_neither_too_old_nor_too_far_ahead() {
    Window window = new Window(NOON, NOON.minus(Duration.ofDays(7)));
    assertThat(window.holds(null)).isTrue();
    assertThat(window.holds(NOON.minus(Duration.ofDays(7)))).isTrue();
    assertThat(window.holds(NOON.minus(Duration.ofDays(7)).minusMillis(1))).isFalse();
    assertThat(window.holds(NOON.plus(Ring.AHEAD_MAX))).isTrue();
    assertThat(window.holds(NOON.plus(Ring.AHEAD_MAX).plusMillis(1))).isFalse();
  }
}
