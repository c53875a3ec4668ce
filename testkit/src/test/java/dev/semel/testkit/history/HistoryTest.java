// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.testkit.TestkitException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = History.inMemory();

  @Test
  void the_story_of_an_id_has_what_happened_to_it_and_the_faults_of_that_time() throws Exception {
    history.fault("kill nobody");
    Attempt sending = history.by("client").sending(7);
    history.sent(8);
    Attempt first = history.by("worker-1").delivering(7);
    history.fault("kill worker-1");
    history.by("worker-2").delivering("7").around(() -> {});
    sending.unknown();
    history.resolved(7, true);
    history.applied(7, "account-1", 3);
    history.published(7, "account-1", 3);
    history.fault("kill worker-2");
    Timeline story = history.of("7");
    assertThat(first).isNotNull();
    assertThat(story.events())
        .extracting(Event::process)
        .containsExactly(
            "client", "worker-1", "main", "worker-2", "worker-2", "client", "main", "main", "main");
    assertThat(story.toString().lines().map(line -> line.replaceAll("^.* ms  ", "")))
        .containsExactly(
            "the story of 7:",
            "client    sending ...",
            "worker-1  delivering ...",
            "main      *** kill worker-1",
            "worker-2  delivering ...",
            "worker-2  ... delivering: ok",
            "client    ... sending: unknown",
            "main      found out: it happened",
            "main      applied  (key account-1, sequence 3)",
            "main      published  (key account-1, sequence 3)");
  }

  @Test
  void an_id_nobody_spoke_of_has_no_story() {
    assertThat(history.of("nobody").events()).isEmpty();
    assertThat(history.of(1)).hasToString("the history knows nothing of 1");
  }

  @Test
  void a_number_and_its_text_are_one_id_and_other_texts_are_others() {
    history.sent(42);
    history.sent(42L);
    history.sent("42");
    assertThat(history.of(42L).events()).hasSize(3);
    List<Object> others = List.of("042", "+42", "42 ", "-", "4２", "-0", "9999999999999999999");
    others.forEach(history::sent);
    assertThat(history.of(42).events()).hasSize(3);
    for (Object other : others) {
      assertThat(history.of(other).events()).as("'%s'", other).hasSize(1);
      assertThat(history.of(other).events().get(0).id()).isEqualTo(other);
    }
    UUID uuid = new UUID(1, 2);
    history.sent(uuid);
    history.sent(Long.MIN_VALUE);
    assertThat(history.of(uuid.toString()).events()).hasSize(1);
    assertThat(history.of("" + Long.MIN_VALUE).events()).hasSize(1);
    assertThat(Checker.exactlyOnce().check(history).tally().ids()).isEqualTo(10);
  }

  @Test
  void an_action_that_throws_ends_unknown_and_what_it_threw_goes_on() {
    assertThatThrownBy(
            () ->
                history
                    .sending(1)
                    .around(
                        () -> {
                          throw new java.io.IOException("no answer");
                        }))
        .isInstanceOf(java.io.IOException.class);
    assertThat(history.of(1).events())
        .extracting(Event::phase)
        .containsExactly(Phase.BEGUN, Phase.UNKNOWN);
  }

  @Test
  void many_threads_lose_nothing() throws Exception {
    int threads = 8;
    int each = 20_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int from = t * each;
        History own = history.by("thread-" + t);
        done.add(
            pool.submit(
                () -> {
                  start.await();
                  for (int i = from; i < from + each; i++) {
                    own.sending(i % 2 == 0 ? i : "item-" + i).ok();
                    own.applied(i % 2 == 0 ? i : "item-" + i, i % 100, i);
                  }
                  return null;
                }));
      }
      start.countDown();
      // checked while it grows: whatever is there hangs together
      Verdict early = Checker.of(Rule.DOUBLE, Rule.PHANTOM).check(history);
      assertThat(early.violations()).isZero();
      for (Future<?> future : done) {
        future.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    Verdict verdict = Checker.exactlyOnce().nothingStuck().check(history).assertClean();
    assertThat(verdict.tally().events()).isEqualTo(3L * threads * each);
    assertThat(verdict.tally().ids()).isEqualTo((long) threads * each);
    assertThat(history.of("item-1").events())
        .extracting(Event::process)
        .containsExactly("thread-0", "thread-0", "thread-0");
  }

  @Test
  void what_cannot_be_is_refused() {
    Attempt attempt = history.sending(1);
    attempt.ok();
    refused(attempt::ok, "told to have ended ok, and now ok");
    refused(attempt::unknown, "told to have ended ok, and now unknown");
    refused(() -> history.sent(new byte[] {1}), "an array");
    refused(() -> history.applied(1, new long[] {1}, 1), "an array");
    refused(() -> history.sent(null), "null");
    refused(() -> history.applied(1, "k", Long.MIN_VALUE), "Long.MIN_VALUE");
    refused(() -> history.by("../etc"), "'../etc'");
    refused(() -> history.by(""), "''");
    history.close();
    refused(() -> history.sent(2), "closed");
    assertThat(history.size()).isEqualTo(2);
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            TestkitException.class,
            e -> assertThat(e.code()).isEqualTo(TestkitException.Code.HISTORY_MISUSED))
        .hasMessageStartingWith("SEMEL-330 ")
        .hasMessageContaining(why);
  }
}
