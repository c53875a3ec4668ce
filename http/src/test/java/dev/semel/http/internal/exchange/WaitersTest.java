// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitersTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void of_a_thousand_as_many_wait_as_there_are_places_and_a_place_is_given_back() {
    Waiters waiters = new Waiters(20);
    List<Waiting> all = new ArrayList<>();
    List<Waiting> placed = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Waiting waiting = new Waiting(waiters, LONG);
      all.add(waiting);
      if (waiting.possible()) {
        placed.add(waiting);
      }
    }
    assertThat(placed).hasSize(20).allMatch(Waiting::possible);
    all.stream().filter(w -> !placed.contains(w)).forEach(Waiting::close);
    assertThat(new Waiting(waiters, LONG).possible()).isFalse();
    placed.get(7).close();
    assertThat(new Waiting(waiters, LONG).possible()).isTrue();
    assertThat(new Waiting(waiters, LONG).possible()).isFalse();
  }

  @Test
  void who_may_not_wait_takes_no_place() {
    Waiters waiters = new Waiters(1);
    assertThat(new Waiting(waiters, Duration.ZERO).possible()).isFalse();
    assertThat(new Waiting(waiters, LONG).possible()).isTrue();
  }
}
