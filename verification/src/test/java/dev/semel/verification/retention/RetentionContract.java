// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.retention;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Codec;
import dev.semel.Effect;
import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.Outcome;
import dev.semel.Scope;
import dev.semel.Scope.WhenForgotten;
import dev.semel.Semel;
import dev.semel.Sweep;
import dev.semel.Sweeper;
import dev.semel.spi.LedgerEvent;
import dev.semel.spi.SemelEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What forgetting must and must not do, on every database. */
abstract class RetentionContract {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final AtomicLong NUMBERS = new AtomicLong();

  protected LedgerTables tables;
  private final Queue<SemelEvent> events = new ConcurrentLinkedQueue<>();

  /** Fresh tables of the ledger, and what tests need to look behind it. */
  protected abstract LedgerTables open() throws SQLException;

  @BeforeEach
  void openTables() throws SQLException {
    tables = open();
    tables.run("create table remembered (id varchar(64) not null)");
  }

  @AfterEach
  void closeTables() throws SQLException {
    tables.close();
  }

  private Semel semel(Scope... scopes) {
    var builder = Semel.with(tables.dataSource()).listener(events::add);
    for (Scope scope : scopes) {
      builder.scope(scope);
    }
    return builder.build();
  }

  private static Scope orders() {
    return Scope.named("orders").timed().remembering(WEEK);
  }

  private static Effect<RuntimeException> effect(Key key) {
    return tx -> tx.add("insert into remembered (id) values (?)", key.id());
  }

  private static Key born(Instant origin) {
    long number = NUMBERS.incrementAndGet();
    UUID id = new UUID((origin.toEpochMilli() << 16) | 0x7000L, 0x8000_0000_0000_0000L | number);
    return Key.of("orders", id);
  }

  private Outcome<Void> deliver(Semel semel, Key key) {
    return semel.attempt(key, effect(key));
  }

  private void assertAppliedOnce(Semel semel, Key key) throws SQLException {
    assertThat(deliver(semel, key)).isEqualTo(new Outcome.Done<>(null, false));
    assertThat(deliver(semel, key)).isEqualTo(new Outcome.Done<>(null, true));
    assertThat(deliver(semel.optimistic(), key)).isEqualTo(new Outcome.Done<>(null, true));
    assertThat(tables.count("remembered where id = '" + key.id() + "'")).isEqualTo(1);
  }

  private void assertNothingApplied(Key key) throws SQLException {
    assertThat(tables.count("remembered where id = '" + key.id() + "'")).isZero();
  }

  @Test
  void a_duplicate_just_inside_the_horizon_is_a_duplicate() throws SQLException {
    Semel semel = semel(orders());
    assertAppliedOnce(semel, born(tables.now().minus(WEEK).plusSeconds(60)));
  }

  @Test
  void a_key_just_outside_the_horizon_is_forgotten_through_every_door() throws SQLException {
    Semel semel = semel(orders());
    Key key = born(tables.now().minus(WEEK).minusSeconds(1));
    assertThat(deliver(semel, key)).isInstanceOf(Outcome.Forgotten.class);
    assertThat(deliver(semel.optimistic(), key)).isInstanceOf(Outcome.Forgotten.class);
    assertThat(tables.inTransaction(c -> semel.attempt(c, key, effect(key))))
        .isInstanceOf(Outcome.Forgotten.class);
    var report = semel.batch("orders", List.of(key)).keyedBy(Key::id).attempt((tx, k) -> {});
    assertThat(report.failed()).hasSize(1);
    assertNothingApplied(key);
    assertThat(
            tables.count("semel_quarantine where key_text = '" + key.id() + "' and deliveries = 4"))
        .isEqualTo(1);
  }

  @Test
  void a_key_that_passes_the_horizon_is_a_duplicate_while_its_row_is_there_and_forgotten_after()
      throws SQLException {
    Key key = born(tables.now().minus(Duration.ofDays(5)));
    assertAppliedOnce(semel(orders()), key);
    Semel shorter = semel(orders().remembering(Duration.ofDays(2)));
    for (Semel door : List.of(shorter, shorter.optimistic())) {
      assertThat(deliver(door, key)).isEqualTo(new Outcome.Done<>(null, true));
    }
    assertThat(shorter.sweep().slotsEmptied()).isEqualTo(1);
    for (Semel door : List.of(shorter, shorter.optimistic())) {
      assertThat(deliver(door, key)).isInstanceOf(Outcome.Forgotten.class);
    }
    assertThat(tables.count("remembered")).isEqualTo(1);
  }

  @Test
  void results_of_a_timed_scope_go_before_its_keys_in_bounded_steps() throws SQLException {
    Semel semel = semel(orders().keepingResultsFor(Duration.ofHours(1)));
    Instant now = tables.now();
    List<Key> keys =
        IntStream.range(0, 1_010)
            .mapToObj(i -> born(i == 0 ? now.minus(Duration.ofDays(1)) : now))
            .toList();
    semel.batch("orders", keys).keyedBy(Key::id).apply(Codec.text(), (tx, key) -> "a result");
    Key old = keys.get(0);
    assertThat(semel.sweep().resultsDropped()).isZero();
    assertThat(semel.once(old, Codec.text(), tx -> "again")).isEqualTo("a result");
    tables.settledAt(now.minus(Duration.ofDays(1)), now.minusSeconds(3_700));
    assertThat(semel.sweep().resultsDropped()).isEqualTo(1);
    assertThatThrownBy(() -> semel.once(old, Codec.text(), tx -> "again"))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("SEMEL-063");
    tables.settledAt(now, now.minusSeconds(3_700));
    assertThat(semel.sweep().resultsDropped()).isEqualTo(1_009);
    assertThat(tables.count("semel_ledger where state = 2")).isEqualTo(1_010);
    assertThat(deliver(semel, old)).isEqualTo(new Outcome.Done<>(null, true));
    assertNothingApplied(old);
  }

  @Test
  void keys_from_both_sides_of_midnight_are_each_applied_once() throws SQLException {
    Semel semel = semel(orders());
    Instant midnight = tables.now().truncatedTo(ChronoUnit.DAYS);
    assertAppliedOnce(semel, born(midnight.minusMillis(1)));
    assertAppliedOnce(semel, born(midnight));
  }

  @Test
  void keys_from_ahead_are_taken_for_a_day_and_refused_beyond() throws SQLException {
    Semel semel = semel(orders());
    assertAppliedOnce(semel, born(tables.now().plus(Duration.ofDays(1)).minusSeconds(60)));
    Key key = born(tables.now().plus(Duration.ofDays(1)).plusSeconds(60));
    for (Semel door : List.of(semel, semel.optimistic())) {
      assertThat(deliver(door, key))
          .isEqualTo(new Outcome.Mismatch<>(key, Outcome.Reason.ORIGIN_AHEAD, null));
    }
    assertNothingApplied(key);
  }

  @Test
  void a_key_without_a_time_is_refused_in_a_timed_scope() throws SQLException {
    Semel semel = semel(orders());
    Key key = Key.of("orders", "order-42");
    assertThat(deliver(semel, key))
        .isEqualTo(new Outcome.Mismatch<>(key, Outcome.Reason.ORIGIN_MISSING, null));
    assertNothingApplied(key);
  }

  @Test
  void the_same_id_with_another_birth_time_of_the_day_is_refused() throws SQLException {
    Semel semel = semel(orders());
    Instant noon = tables.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofHours(12));
    Key key = Key.of("orders", "order-42").bornAt(noon);
    assertAppliedOnce(semel, key);
    assertThat(deliver(semel, key.bornAt(noon.plusSeconds(1))))
        .isInstanceOfSatisfying(
            Outcome.Mismatch.class,
            refused -> assertThat(refused.reason()).isEqualTo(Outcome.Reason.ORIGIN_CHANGED));
    assertThat(tables.count("remembered")).isEqualTo(1);
  }

  @Test
  void a_batch_takes_keys_of_many_days_and_of_no_day_it_remembers() throws SQLException {
    Semel semel = semel(orders());
    Instant now = tables.now();
    Key old = born(now.minus(Duration.ofDays(8)));
    Key ahead = born(now.plus(Duration.ofDays(2)));
    List<Key> keys =
        List.of(
            born(now),
            born(now.minus(Duration.ofDays(1))),
            old,
            born(now.minus(Duration.ofDays(5))),
            ahead);
    var report =
        semel.batch("orders", keys).keyedBy(Key::id).attempt((tx, key) -> effect(key).on(tx));
    assertThat(report.applied()).isEqualTo(3);
    assertThat(report.failed()).extracting(failed -> failed.item()).containsExactly(old, ahead);
    assertThat(report.failed())
        .extracting(failed -> failed.cause().getMessage().substring(0, 9))
        .containsExactly("SEMEL-008", "SEMEL-006");
    assertThat(tables.count("remembered")).isEqualTo(3);
  }

  @Test
  void a_sweep_empties_expired_days_and_leaves_the_others_alone() throws SQLException {
    Semel long_memory = semel(orders().remembering(Duration.ofDays(60)));
    Key old = born(tables.now().minus(Duration.ofDays(30)));
    Key fresh = born(tables.now().minus(Duration.ofDays(6)));
    assertAppliedOnce(long_memory, old);
    assertAppliedOnce(long_memory, fresh);
    Semel semel = semel(orders());
    Sweep sweep = semel.sweep();
    assertThat(sweep.slotsEmptied()).isEqualTo(1);
    assertThat(sweep.more()).isFalse();
    assertThat(tables.count("semel_ledger")).isEqualTo(1);
    assertThat(deliver(semel, fresh)).isEqualTo(new Outcome.Done<>(null, true));
    assertThat(deliver(semel, old)).isInstanceOf(Outcome.Forgotten.class);
    assertThat(semel.sweep().slotsEmptied()).isZero();
    assertThat(events).anyMatch(LedgerEvent.Swept.class::isInstance);
  }

  @Test
  void a_memory_that_was_swept_does_not_come_back_with_a_longer_horizon() throws SQLException {
    Semel short_memory = semel(orders());
    short_memory.sweep();
    Semel long_memory = semel(orders().remembering(Duration.ofDays(30)));
    Key between = born(tables.now().minus(Duration.ofDays(10)));
    assertThat(deliver(long_memory, between)).isInstanceOf(Outcome.Forgotten.class);
    assertAppliedOnce(long_memory, born(tables.now().minus(Duration.ofDays(6))));
  }

  @Test
  void a_ring_that_came_round_before_it_was_swept_fails_nobody_and_is_cleaned_row_by_row()
      throws SQLException {
    Semel semel = semel(orders());
    Instant now = tables.now();
    Key live = born(now);
    assertAppliedOnce(semel, live);
    for (int i = 0; i < 2_500; i++) {
      tables.insertOld(now.minus(Duration.ofDays(64)), i);
    }
    assertThat(deliver(semel, live)).isEqualTo(new Outcome.Done<>(null, true));
    assertAppliedOnce(semel, born(now));
    Sweep sweep = semel.sweep();
    assertThat(sweep.rowsDeleted()).isEqualTo(2_500);
    assertThat(sweep.slotsEmptied()).isZero();
    assertThat(tables.count("semel_ledger")).isEqualTo(2);
    assertThat(deliver(semel, live)).isEqualTo(new Outcome.Done<>(null, true));
  }

  @Test
  void what_is_unfinished_is_never_swept() throws SQLException {
    Semel semel = semel(orders(), Scope.named("billing").remembering(Duration.ofMinutes(1)));
    Instant old = tables.now().minus(Duration.ofDays(20));
    tables.insertOld(old, 1);
    tables.insertUnfinished(old, 2);
    tables.insertTimeless("billing", old, 3, true);
    tables.insertTimeless("billing", old, 4, false);
    semel.sweep();
    assertThat(tables.count("semel_ledger where state <> 2")).isEqualTo(2);
    assertThat(tables.count("semel_ledger where state = 2")).isZero();
  }

  @Test
  void timeless_keys_go_by_the_time_they_were_settled_and_by_their_scope() throws SQLException {
    Semel semel =
        semel(
            Scope.named("billing").remembering(Duration.ofHours(1)),
            Scope.named("shipping").remembering(Duration.ofDays(2)));
    Instant yesterday = tables.now().minus(Duration.ofDays(1));
    for (int i = 0; i < 2_100; i++) {
      tables.insertTimeless("billing", yesterday, i, true);
    }
    tables.insertTimeless("shipping", yesterday, 1, true);
    Key fresh = Key.of("billing", "fresh");
    semel.once(fresh, effect(fresh));
    assertThat(semel.sweep().rowsDeleted()).isEqualTo(2_100);
    assertThat(tables.count("semel_ledger")).isEqualTo(2);
    assertThat(deliver(semel, fresh)).isEqualTo(new Outcome.Done<>(null, true));
  }

  @Test
  void a_scope_may_refuse_what_it_forgot_without_a_trace() throws SQLException {
    Semel semel = semel(orders().whenForgotten(WhenForgotten.REFUSE));
    Key key = born(tables.now().minus(Duration.ofDays(8)));
    assertThat(deliver(semel, key))
        .isInstanceOfSatisfying(
            Outcome.Forgotten.class, refused -> assertThat(refused.quarantined()).isFalse());
    assertThat(tables.count("semel_quarantine")).isZero();
    assertNothingApplied(key);
  }

  @Test
  void a_scope_may_apply_what_it_forgot_and_still_only_once() throws SQLException {
    Semel semel = semel(orders().whenForgotten(WhenForgotten.APPLY));
    Instant old = tables.now().minus(Duration.ofDays(8));
    assertAppliedOnce(semel, born(old));
    Key second = born(old);
    assertThat(tables.inTransaction(c -> semel.attempt(c, second, effect(second))))
        .isEqualTo(new Outcome.Done<>(null, false));
    Key third = born(old);
    var report =
        semel
            .batch("orders", List.of(second, third, third))
            .keyedBy(Key::id)
            .attempt((tx, key) -> effect(key).on(tx));
    assertThat(report.failed()).isEmpty();
    assertThat(report.applied()).isEqualTo(1);
    assertThat(tables.count("remembered")).isEqualTo(3);
    assertThat(events)
        .filteredOn(LedgerEvent.Forgotten.class::isInstance)
        .allMatch(event -> ((LedgerEvent.Forgotten) event).applied())
        .hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void a_timeless_key_with_a_birth_time_is_judged_by_it() throws SQLException {
    Semel semel = semel(Scope.named("billing").remembering(WEEK));
    Instant now = tables.now();
    Key old = Key.of("billing", "old").bornAt(now.minus(WEEK).minusSeconds(1));
    assertThat(deliver(semel, old)).isInstanceOf(Outcome.Forgotten.class);
    assertAppliedOnce(semel, Key.of("billing", "young").bornAt(now.minus(WEEK).plusSeconds(60)));
  }

  @Test
  void the_memory_may_move_on_while_an_effect_runs() throws SQLException {
    Semel semel = semel(orders());
    Key key = born(tables.now().minus(Duration.ofDays(6)));
    Outcome<Void> outcome =
        semel.attempt(
            key,
            tx -> {
              effect(key).on(tx);
              tables.forgetEverythingBut(Duration.ofDays(5));
            });
    if (tables.sealsTheWindow()) {
      assertThat(outcome).isInstanceOf(Outcome.Forgotten.class);
      assertNothingApplied(key);
      assertThat(deliver(semel, key)).isInstanceOf(Outcome.Forgotten.class);
    } else {
      assertThat(outcome).isEqualTo(new Outcome.Done<>(null, false));
      assertThat(deliver(semel, key)).isEqualTo(new Outcome.Done<>(null, true));
    }
  }

  @Test
  void the_sweeper_sweeps_until_it_is_closed() throws Exception {
    Semel semel = semel(orders());
    tables.insertOld(tables.now().minus(Duration.ofDays(20)), 1);
    Sweeper sweeper = semel.sweeper().every(Duration.ofMillis(5)).start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (events.stream().filter(LedgerEvent.Swept.class::isInstance).count() < 3) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    sweeper.close();
    long swept = events.size();
    assertThat(tables.count("semel_ledger")).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("semel-sweeper"));
    assertThat(events).hasSize((int) swept);
  }

  @Test
  void a_fingerprint_is_still_compared_on_the_last_day() throws SQLException {
    Semel semel = semel(orders());
    Key key = born(tables.now().minus(WEEK).plusSeconds(60)).over("a".getBytes(UTF_8));
    assertAppliedOnce(semel, key);
    assertThat(deliver(semel, key.over("b".getBytes(UTF_8)))).isInstanceOf(Outcome.Mismatch.class);
  }
}
