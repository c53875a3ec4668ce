// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.volley;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VolleyTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void all_threads_are_in_the_action_at_the_same_time() throws InterruptedException {
    CyclicBarrier all = new CyclicBarrier(8);

    Volley volley = Volley.fire(8, LONG, thread -> all.await(60, TimeUnit.SECONDS));

    assertThat(volley.stuck()).isEmpty();
    assertThat(volley.shots()).hasSize(8).allMatch(Shot::returned);
    assertThat(volley.mostAtOnce()).isEqualTo(8);
  }

  @Test
  void what_they_throw_is_kept() throws InterruptedException {
    Volley volley =
        Volley.fire(
            3,
            LONG,
            thread -> {
              if (thread == 1) {
                throw new StackOverflowError();
              }
            });

    assertThat(volley.shots().stream().map(Shot::returned)).containsExactly(true, false, true);
    assertThat(volley.shots().get(1).failure()).isInstanceOf(StackOverflowError.class);
  }

  @Test
  void one_after_the_other_is_not_at_once() {
    assertThat(volley(shot(0, 10), shot(10, 20), shot(21, 30)).mostAtOnce()).isEqualTo(1);
    assertThat(volley(shot(0, 10), shot(9, 20), shot(19, 30)).mostAtOnce()).isEqualTo(2);
    assertThat(volley(shot(0, 100), shot(9, 20), shot(19, 30)).mostAtOnce()).isEqualTo(3);
    assertThat(
            volley(
                    shot(Long.MAX_VALUE - 5, Long.MIN_VALUE + 5),
                    shot(Long.MAX_VALUE, Long.MIN_VALUE))
                .mostAtOnce())
        .isEqualTo(2);
    assertThat(volley().mostAtOnce()).isZero();
  }

  private static Volley volley(Shot... shots) {
    return new Volley(List.of(shots), List.of());
  }

  private static Shot shot(long start, long end) {
    return new Shot(start, end, null);
  }

  @Test
  void a_thread_that_hangs_is_shown_with_where_it_stands_and_interrupted()
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);

    Volley volley =
        Volley.fire(
            2,
            Duration.ofMillis(300),
            thread -> {
              if (thread == 1) {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
              }
            });

    assertThat(volley.stuck())
        .singleElement()
        .asString()
        .startsWith("delivery-2 (WAITING)")
        .contains("CountDownLatch.await")
        .contains("VolleyTest.java");
    assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
