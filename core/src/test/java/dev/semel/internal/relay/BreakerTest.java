// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.internal.held.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

  @Test
  void a_breaker_is_closed_by_the_first_success_and_says_how_long_it_was_open() {
    Breaker breaker = new Breaker(BACKOFF);
    assertThat(breaker.succeeded(5)).isEqualTo(-1);
    long wait = breaker.failed(1_000);
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.mayTry(1_000 + wait - 1)).isFalse();
    assertThat(breaker.mayTry(1_000 + wait)).isTrue();
    long unused = breaker.failed(2_000);
    assertThat(breaker.succeeded(9_000)).isEqualTo(8_000);
    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.mayTry(9_000)).isTrue();
  }
}
