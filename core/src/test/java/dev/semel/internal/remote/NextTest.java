// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.Entry;
import dev.semel.internal.sql.EntryState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is next, row by row as the table has it, and the rules of safety over all of it. */
class NextTest {
  private static final Instant SENT = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration WINDOW = Duration.ofHours(24);
  private static final Duration MARGIN = Duration.ofHours(1);
  private static final Duration LAG = Duration.ofMinutes(5);
  private static final Duration ARRIVAL = Duration.ofMinutes(2);
  private static final Duration TICK = Duration.ofNanos(1_000);
  private static final int ATTEMPTS = 5;

  /** From here on nothing is sent any more. */
  private static final Instant CLOSED = SENT.plus(WINDOW).minus(MARGIN);

  private static final Instant VISIBLE = SENT.plus(LAG);
  private static final Instant ARRIVED = SENT.plus(ARRIVAL);
  private static final Instant SURE = ARRIVED.plus(LAG);

  private static final Capability NONE = Capability.NONE.withArrival(ARRIVAL).withMargin(MARGIN);
  private static final Capability K = NONE.withWindow(WINDOW);
  private static final Capability Q = NONE.withLookup(LAG);
  private static final Capability Q_NEVER_LATER = Q.withoutLateArrival();
  private static final Capability R = NONE.withReversal();
  private static final Capability KQ = K.withLookup(LAG);
  private static final Capability KR = K.withReversal();
  private static final Capability QR = Q.withReversal();
  private static final Capability NEVER = NONE.withNeverRepeat();
  private static final Capability DUPLICATE = NONE.withDuplicates();

  private static final Next SEND = new Next.Send();
  private static final Next LOOK = new Next.Look();
  private static final Next REVERSE = new Next.Reverse();

  private static Entry entry(
      EntryState state, int attempts, @Nullable Instant sendBefore, Instant now) {
    boolean sent = attempts > 0;
    return new Entry(
        new UUID(0, 1),
        1,
        "order-1",
        0,
        state,
        1,
        now,
        new Content("text/plain", new byte[0]),
        new UUID(0, 2),
        attempts,
        sent && state != EntryState.PREPARED ? SENT : null,
        sent ? SENT : null,
        sendBefore,
        null,
        null,
        SENT,
        SENT,
        now);
  }

  private static Next prepared(Capability gateway, Instant now) {
    return Next.of(gateway, ATTEMPTS, entry(EntryState.PREPARED, 0, null, now), null);
  }

  /** Whether its owner died or its answer was lost makes no difference. */
  private static Next unclear(Capability gateway, Instant now, @Nullable Instant absentAt) {
    return unclear(gateway, 1, now, absentAt);
  }

  private static Next unclear(
      Capability gateway, int attempts, Instant now, @Nullable Instant absentAt) {
    Next started =
        Next.of(gateway, ATTEMPTS, entry(EntryState.STARTED, attempts, null, now), absentAt);
    Next inDoubt =
        Next.of(gateway, ATTEMPTS, entry(EntryState.IN_DOUBT, attempts, null, now), absentAt);
    assertThat(inDoubt).isEqualTo(started);
    return started;
  }

  private static Instant justBefore(Instant time) {
    return time.minus(TICK);
  }

  // The rows of the table.

  @Test
  void with_a_key_it_is_sent_again_until_the_window_minus_its_margin_is_over() {
    assertThat(unclear(K, SENT, null)).isEqualTo(SEND);
    assertThat(unclear(K, justBefore(CLOSED), null)).isEqualTo(SEND);
  }

  @Test
  void with_a_key_alone_a_person_is_asked_when_the_window_is_over() {
    for (Instant now : List.of(CLOSED, CLOSED.plus(TICK), SENT.plus(WINDOW), CLOSED.plus(WINDOW))) {
      assertThat(unclear(K, now, null)).isEqualTo(new Next.Park(Next.WINDOW_OVER));
    }
  }

  @Test
  void with_a_key_and_a_lookup_it_is_sent_again_inside_the_lag_and_asked_for_after_it() {
    assertThat(unclear(KQ, justBefore(VISIBLE), null)).isEqualTo(SEND);
    assertThat(unclear(KQ, VISIBLE, null)).isEqualTo(LOOK);
    assertThat(unclear(KQ, justBefore(CLOSED), null)).isEqualTo(LOOK);
  }

  @Test
  void with_a_key_and_a_lookup_what_is_not_there_is_sent_again_within_the_window() {
    assertThat(unclear(KQ, VISIBLE, VISIBLE)).isEqualTo(SEND);
    assertThat(unclear(KQ, 4, justBefore(CLOSED), VISIBLE)).isEqualTo(SEND);
  }

  @Test
  void with_a_key_and_a_lookup_it_is_only_asked_for_when_the_window_is_over() {
    for (Capability gateway : List.of(KQ, KQ.withoutLateArrival())) {
      assertThat(unclear(gateway, CLOSED, null)).isEqualTo(LOOK);
      assertThat(unclear(gateway, CLOSED, justBefore(CLOSED)))
          .isEqualTo(new Next.Park(Next.WINDOW_OVER));
    }
  }

  @Test
  void with_a_lookup_it_is_asked_for_at_any_time() {
    for (Instant now : List.of(SENT, justBefore(VISIBLE), VISIBLE, SURE, CLOSED.plus(WINDOW))) {
      assertThat(unclear(Q, now, null)).isEqualTo(LOOK);
    }
  }

  @Test
  void not_being_there_counts_from_the_arrival_and_the_lag_on_to_the_instant() {
    assertThat(unclear(Q_NEVER_LATER, SENT, SENT)).isEqualTo(new Next.Wait(LAG.plus(ARRIVAL)));
    assertThat(unclear(Q_NEVER_LATER, justBefore(SURE), justBefore(SURE)))
        .isEqualTo(new Next.Wait(TICK));
    assertThat(unclear(Q_NEVER_LATER, SURE, SURE)).isEqualTo(SEND);
  }

  @Test
  void what_was_asked_too_early_is_asked_again_however_late_the_answer_came() {
    assertThat(unclear(Q_NEVER_LATER, SURE, justBefore(SURE))).isEqualTo(LOOK);
    assertThat(unclear(Q, SURE.plus(WINDOW), justBefore(SURE))).isEqualTo(LOOK);
  }

  @Test
  void with_a_lookup_alone_a_person_is_asked_if_it_may_arrive_even_later() {
    assertThat(unclear(Q, SURE, SURE)).isEqualTo(new Next.Park(Next.ABSENT));
  }

  @Test
  void with_a_lookup_and_no_late_arrival_it_is_sent_once_more_and_no_more() {
    assertThat(unclear(Q_NEVER_LATER, 1, SURE, SURE)).isEqualTo(SEND);
    assertThat(unclear(Q_NEVER_LATER, 2, SURE, SURE)).isEqualTo(new Next.Park(Next.ABSENT));
  }

  @Test
  void what_can_be_undone_is_when_it_must_have_arrived() {
    assertThat(unclear(R, SENT, null)).isEqualTo(new Next.Wait(ARRIVAL));
    assertThat(unclear(R, justBefore(ARRIVED), null)).isEqualTo(new Next.Wait(TICK));
    assertThat(unclear(R, ARRIVED, null)).isEqualTo(REVERSE);
  }

  @Test
  void with_a_lookup_and_a_reversal_it_is_undone_when_not_being_there_counts() {
    assertThat(unclear(QR, SURE, null)).isEqualTo(LOOK);
    assertThat(unclear(QR, justBefore(SURE), justBefore(SURE))).isEqualTo(new Next.Wait(TICK));
    assertThat(unclear(QR, SURE, SURE)).isEqualTo(REVERSE);
  }

  @Test
  void with_a_key_and_a_reversal_it_is_sent_again_and_undone_when_the_window_is_over() {
    assertThat(unclear(KR, justBefore(CLOSED), null)).isEqualTo(SEND);
    assertThat(unclear(KR, CLOSED, null)).isEqualTo(REVERSE);
  }

  @Test
  void what_is_never_repeated_is_for_a_person() {
    for (Instant now : List.of(SENT, SURE, CLOSED)) {
      assertThat(unclear(NEVER, now, null)).isEqualTo(new Next.Park(Next.NEVER_REPEATED));
    }
  }

  @Test
  void what_may_happen_twice_is_sent_again() {
    for (Instant now : List.of(SENT, SURE, CLOSED)) {
      assertThat(unclear(DUPLICATE, now, null)).isEqualTo(SEND);
    }
  }

  @Test
  void after_the_last_attempt_a_person_is_asked() {
    assertThat(unclear(K, ATTEMPTS - 1, SENT, null)).isEqualTo(SEND);
    assertThat(unclear(K, ATTEMPTS, SENT, null)).isEqualTo(new Next.Park(Next.ATTEMPTS));
    assertThat(unclear(KQ, ATTEMPTS, VISIBLE, null)).isEqualTo(LOOK);
    assertThat(unclear(R, ATTEMPTS, ARRIVED, null)).isEqualTo(REVERSE);
  }

  // The crash points that meet the table.

  @Test
  void c2_what_was_meant_and_not_sent_is_sent() {
    for (Capability gateway : List.of(K, Q, Q_NEVER_LATER, R, KQ, KR, QR, NEVER, DUPLICATE)) {
      assertThat(prepared(gateway, SENT)).isEqualTo(SEND);
    }
  }

  @Test
  void c3_what_was_started_is_sent_again_with_its_key() {
    assertThat(Next.of(K, ATTEMPTS, entry(EntryState.STARTED, 1, null, SENT), null))
        .isEqualTo(SEND);
  }

  @Test
  void c11_after_an_outage_longer_than_the_window_nothing_is_sent_by_itself() {
    Instant after = SENT.plus(WINDOW.multipliedBy(3));
    assertThat(unclear(K, after, null)).isInstanceOf(Next.Park.class);
    assertThat(unclear(KQ.withoutLateArrival(), after, null)).isEqualTo(LOOK);
    assertThat(unclear(KQ.withoutLateArrival(), after, after)).isInstanceOf(Next.Park.class);
  }

  @Test
  void c12_what_a_backup_has_as_not_sent_is_sent_within_the_window_of_its_intent() {
    assertThat(prepared(K, justBefore(CLOSED))).isEqualTo(SEND);
    assertThat(prepared(K, CLOSED)).isEqualTo(new Next.Park(Next.WINDOW_OVER));
    assertThat(prepared(KQ, CLOSED)).isEqualTo(LOOK);
    Entry asked = entry(EntryState.IN_DOUBT, 0, null, CLOSED);
    assertThat(Next.of(KQ.withoutLateArrival(), ATTEMPTS, asked, CLOSED))
        .isEqualTo(new Next.Park(Next.WINDOW_OVER));
  }

  @Test
  void what_was_not_sent_in_time_is_not_wanted_any_more_to_the_instant() {
    for (Capability gateway : List.of(K, Q, R, KQ, NEVER, DUPLICATE)) {
      Entry inTime = entry(EntryState.PREPARED, 0, VISIBLE, justBefore(VISIBLE));
      assertThat(Next.of(gateway, ATTEMPTS, inTime, null)).isEqualTo(SEND);
      Entry late = entry(EntryState.PREPARED, 0, VISIBLE, VISIBLE);
      assertThat(Next.of(gateway, ATTEMPTS, late, null)).isEqualTo(new Next.Cancel());
    }
  }

  @Test
  void what_may_have_been_sent_is_not_cancelled() {
    Entry late = entry(EntryState.IN_DOUBT, 1, SENT, VISIBLE);
    assertThat(Next.of(K, ATTEMPTS, late, null)).isEqualTo(SEND);
  }

  // All of it.

  @Test
  void in_no_combination_is_anything_sent_that_is_not_safe() {
    int sent = 0;
    for (Capability gateway : all()) {
      for (EntryState state :
          List.of(EntryState.PREPARED, EntryState.STARTED, EntryState.IN_DOUBT)) {
        for (int attempts = 0; attempts <= ATTEMPTS; attempts++) {
          for (Instant now : times()) {
            for (Instant sendBefore : Arrays.asList(null, SENT, VISIBLE, CLOSED)) {
              for (Instant absentAt : absences(now)) {
                Entry entry = entry(state, attempts, sendBefore, now);
                Next next = Next.of(gateway, ATTEMPTS, entry, absentAt);
                assertSafe(next, gateway, entry, absentAt);
                sent += next instanceof Next.Send ? 1 : 0;
              }
            }
          }
        }
      }
    }
    assertThat(sent).as("that some are sent").isGreaterThan(1_000);
  }

  private static List<Capability> all() {
    List<Capability> all = new ArrayList<>(List.of(NEVER, DUPLICATE));
    for (int bits = 0; bits < 16; bits++) {
      Capability made = NONE;
      made = (bits & 1) != 0 ? made.withWindow(WINDOW) : made;
      made = (bits & 2) != 0 ? made.withLookup(LAG) : made;
      made = (bits & 4) != 0 ? made.withReversal() : made;
      if (made.isChosen()) {
        all.add((bits & 8) != 0 ? made.withoutLateArrival() : made);
      }
    }
    return all;
  }

  private static List<Instant> times() {
    List<Instant> times = new ArrayList<>();
    for (Instant edge : List.of(SENT, ARRIVED, VISIBLE, SURE, CLOSED, SENT.plus(WINDOW))) {
      times.addAll(List.of(justBefore(edge), edge, edge.plus(TICK)));
    }
    times.add(SENT.plus(WINDOW.multipliedBy(30)));
    return times;
  }

  /** Not asked, and asked at any time until now. */
  private static List<Instant> absences(Instant now) {
    List<Instant> absences = new ArrayList<>(times());
    absences.removeIf(time -> time.isAfter(now));
    absences.add(null);
    return absences;
  }

  private static void assertSafe(
      Next next, Capability gateway, Entry entry, @Nullable Instant absentAt) {
    String of = "%s of %s, %s, absent at %s".formatted(next, gateway, entry, absentAt);
    boolean ambiguous = entry.state() != EntryState.PREPARED;
    boolean open = gateway.window() != null && entry.now().isBefore(CLOSED);
    boolean absent = absentAt != null && !absentAt.isBefore(SURE);
    if (next instanceof Next.Send) {
      boolean once =
          gateway.visibleAfter() != null
              && absent
              && !gateway.lateArrival()
              && entry.attempts() <= 1;
      assertThat(!ambiguous || open || gateway.mayDuplicate() || once).as(of).isTrue();
      assertThat(gateway.window() == null || open).as("in the window: " + of).isTrue();
      assertThat(gateway.neverRepeat() && ambiguous).as("never repeated: " + of).isFalse();
      assertThat(entry.attempts()).as("attempts: " + of).isLessThan(ATTEMPTS);
    }
    if (next instanceof Next.Look) {
      assertThat(gateway.visibleAfter()).as(of).isNotNull();
    }
    if (next instanceof Next.Reverse) {
      assertThat(gateway.reversible() && ambiguous).as(of).isTrue();
      assertThat(entry.now()).as("arrived: " + of).isAfterOrEqualTo(ARRIVED);
      assertThat(gateway.visibleAfter() == null || absent).as("known there: " + of).isTrue();
    }
    if (next instanceof Next.Wait wait) {
      assertThat(wait.time()).as(of).isPositive();
    }
    if (next instanceof Next.Cancel) {
      assertThat(!ambiguous && entry.sendBefore() != null).as(of).isTrue();
      assertThat(entry.now()).as(of).isAfterOrEqualTo(entry.sendBefore());
    } else if (!ambiguous && entry.sendBefore() != null) {
      assertThat(entry.now()).as("in time: " + of).isBefore(entry.sendBefore());
    }
  }
}
