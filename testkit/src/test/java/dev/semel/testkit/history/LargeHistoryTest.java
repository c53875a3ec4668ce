// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Millions of events, with a known number of wrongs among them. The figures are printed; {@code
 * -Dsemel.history.events=10000000} makes the run as long as the claim.
 */
class LargeHistoryTest {
  private static final int KEYS = 5_003;

  /** Not among the first ids, which are the first of their keys and cannot be overtaken. */
  private static final int LATE = 6_000;

  private static final int EVENTS = Integer.getInteger("semel.history.events", 2_000_000);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void every_wrong_among_millions_is_counted(boolean numbers) {
    int ids = EVENTS / 5;
    long begun = System.nanoTime();
    History history = write(ids, numbers);
    long written = System.nanoTime();
    Verdict verdict = Checker.of(Rule.values()).check(history);
    long checked = System.nanoTime();
    tell(numbers ? "numbers" : "texts", history.size(), written - begun, checked - written);
    assertThat(verdict.count(Rule.LOST)).isEqualTo(wrongs(ids, 1));
    assertThat(verdict.count(Rule.DOUBLE)).isEqualTo(wrongs(ids, 2));
    assertThat(verdict.count(Rule.PHANTOM)).isEqualTo(wrongs(ids, 3));
    assertThat(verdict.count(Rule.GHOST)).isEqualTo(wrongs(ids, 1));
    assertThat(verdict.count(Rule.MISSING)).isEqualTo(wrongs(ids, 4));
    assertThat(verdict.count(Rule.OUT_OF_ORDER)).isEqualTo(wrongs(ids, LATE));
    assertThat(verdict.count(Rule.STUCK)).isEqualTo(wrongs(ids, 6));
    assertThat(verdict.tally().ids()).isEqualTo(ids);
    assertThat(verdict.examples()).hasSize(7 * 3);
  }

  @Test
  void the_time_per_event_does_not_grow_much_with_the_history() {
    // no assertion on time, which a busy machine would break: the figures are for people
    for (int events = EVENTS / 16; events <= EVENTS; events *= 4) {
      History history = write(events / 5, true);
      long begun = System.nanoTime();
      Verdict verdict = Checker.of(Rule.values()).check(history);
      tell("growing", history.size(), 0, System.nanoTime() - begun);
      assertThat(verdict.tally().events()).isEqualTo(history.size());
    }
  }

  /** Every 10,007th id has the wrong of a number, so that none falls on another. */
  private static boolean wrong(int id, int which) {
    return id % 10_007 == which;
  }

  private static long wrongs(int ids, int which) {
    long count = 0;
    for (int id = 0; id < ids; id++) {
      count += wrong(id, which) ? 1 : 0;
    }
    assertThat(count).isPositive();
    return count;
  }

  private static History write(int ids, boolean numbers) {
    History history = History.inMemory();
    History client = history.by("client");
    History worker = history.by("worker");
    for (int i = 0; i < ids; i++) {
      Object id = numbers ? (Object) i : "order-" + i;
      if (!wrong(i, 3)) {
        client.sending(id).ok();
      }
      if (wrong(i, 6)) {
        worker.delivering(id);
      } else {
        worker.delivered(id);
      }
      int key = i % KEYS;
      long sequence = wrong(i, LATE) ? -1 : i;
      if (!wrong(i, 1)) {
        history.applied(id, key, sequence);
      }
      if (wrong(i, 2)) {
        history.applied(id, key, sequence);
      }
      if (!wrong(i, 4)) {
        history.published(id, key, sequence);
      }
    }
    return history;
  }

  private static void tell(String what, long events, long write, long check) {
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "history of %s: %,d events, recorded in %,d ms, checked in %,d ms (%d ns per event);"
            + " heap used %,d MB of at most %,d MB%n",
        what,
        events,
        write / 1_000_000,
        check / 1_000_000,
        check / Math.max(1, events),
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        runtime.maxMemory() >> 20);
  }
}
