// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.held;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  private static LongStream millis(int failures) {
    return LongStream.range(0, 2_000).map(i -> BACKOFF.nanos(failures) / 1_000_000);
  }

  @Test
  void the_bound_doubles_up_to_the_longest_and_the_wait_is_anything_below() {
    assertThat(millis(1).max().orElseThrow()).isLessThanOrEqualTo(100);
    assertThat(millis(3).max().orElseThrow()).isBetween(300L, 400L);
    for (int failures : new int[] {7, 40, 1_000_000}) {
      assertThat(millis(failures).max().orElseThrow()).isBetween(4_500L, 5_000L);
      assertThat(millis(failures).min().orElseThrow()).isLessThan(500);
    }
  }

  @Test
  void it_is_never_a_hot_loop() {
    assertThat(millis(1).min().orElseThrow()).isGreaterThanOrEqualTo(10);
    assertThat(millis(50).min().orElseThrow()).isGreaterThanOrEqualTo(10);
  }
}
