// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Codec;
import dev.semel.Semel;
import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.EntryState;
import dev.semel.internal.sql.JournalSql;
import dev.semel.internal.sql.NewEntry;
import dev.semel.remote.Call;
import dev.semel.remote.CallException;
import dev.semel.remote.Ending;
import dev.semel.remote.Finding;
import dev.semel.remote.RemoteCalls;
import dev.semel.remote.RemoteEffect;
import dev.semel.remote.RemoteEffectBuilder;
import dev.semel.remote.RemoteOutcome;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Owners of remote effects that were too slow, and windows that were over before they came back.
 */
@OnEveryServer
@Timeout(120)
class RemoteFenceContractTest extends Contract {
  private static final Duration DAY = Duration.ofHours(24);

  /** Short enough to be waited for, long enough for a busy machine not to be late. */
  private static final Duration SKEW = Duration.ofMillis(600);

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch paused = new CountDownLatch(1);

  private String paid = "";
  private CountDownLatch inCall = paused;
  private CountDownLatch goOn = paused;

  @BeforeEach
  void begin() {
    calls.clear();
    paid = fresh().id();
    inCall = new CountDownLatch(1);
    goOn = new CountDownLatch(1);
  }

  private RemoteEffectBuilder<String, String> effect(Function<Call, String> gateway) {
    return RemoteEffect.named("charge-" + fresh().id(), Codec.text(), Codec.text())
        .call(
            (call, request) -> {
              calls.add(call);
              return gateway.apply(call);
            })
        .timeout(Duration.ofMillis(1))
        .skew(SKEW)
        .pausing(Duration.ofMillis(1), Duration.ofMillis(5))
        .whenSucceeded((tx, subject, receipt) -> db.insertEffect(tx.connection(), paid, receipt));
  }

  /** The first attempt waits until the test lets it go on, and then says what it is told to. */
  private Function<Call, String> pausing(Callable<String> first, Callable<String> second) {
    return call -> {
      try {
        if (call.attempt() > 1) {
          return second.call();
        }
        inCall.countDown();
        if (!goOn.await(60, TimeUnit.SECONDS)) {
          throw new AssertionError("nobody let it go on");
        }
        return first.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    };
  }

  private static String ends(Ending ending) {
    throw CallException.of(ending, "as the test said");
  }

  private RemoteCalls atOnce() {
    return semel.remote().waitingUpTo(Duration.ZERO);
  }

  private interface WhilePaused {
    void run() throws Exception;
  }

  /** What the owner is told in the end who was paused in its call while this was done. */
  private RemoteOutcome<String> paused(RemoteEffect<String, String> effect, WhilePaused meanwhile)
      throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<RemoteOutcome<String>> owner =
          threads.submit(() -> atOnce().attempt(effect, "order-1", "42 EUR"));
      assertThat(inCall.await(30, TimeUnit.SECONDS)).isTrue();
      meanwhile.run();
      goOn.countDown();
      return owner.get(30, TimeUnit.SECONDS);
    } finally {
      goOn.countDown();
      threads.shutdownNow();
    }
  }

  private List<String> said(RemoteEffect<?, ?> effect) {
    return Sql.texts(
        db.raw(),
        "select e.says from semel_journal_evidence e join semel_journal j on j.id = e.journal_id"
            + " join semel_scope s on s.id = j.scope where s.name = ? order by e.number",
        "remote:" + effect.name());
  }

  @Test
  void an_owner_who_was_paused_cannot_end_what_another_has_taken_up_and_left() throws Exception {
    RemoteEffect<String, String> charge =
        effect(
                pausing(
                    () -> "the first",
                    () -> {
                      throw CallException.of(Ending.AMBIGUOUS, "lost").retryingAfter(DAY);
                    }))
            .idempotentFor(DAY)
            .build();
    RemoteOutcome<String> owner =
        paused(
            charge,
            () ->
                Eventually.holds(
                    "it is taken up",
                    () ->
                        atOnce().attempt(charge, "order-1", "42 EUR")
                            instanceof RemoteOutcome.InDoubt));
    assertThat(owner).isInstanceOf(RemoteOutcome.InDoubt.class);
    assertThat(db.effects(paid)).isEmpty();
    assertThat(db.settled("remote:" + charge.name())).isZero();
    assertThat(said(charge)).containsExactly("AMBIGUOUS", "LATE");
    assertThat(calls).hasSize(2);
  }

  @Test
  void an_owner_who_was_paused_writes_nothing_when_another_has_ended_it() throws Exception {
    RemoteEffect<String, String> charge =
        effect(pausing(() -> "the first", () -> "the second")).idempotentFor(DAY).build();
    RemoteOutcome<String> owner =
        paused(
            charge,
            () ->
                assertThat(semel.remote().once(charge, "order-1", "42 EUR"))
                    .isEqualTo("the second"));
    assertThat(owner).isEqualTo(new RemoteOutcome.Succeeded<>("the second", true));
    assertThat(db.effects(paid)).containsExactly("the second");
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("the second");
    assertThat(said(charge)).containsExactly("SUCCEEDED");
  }

  @Test
  void a_late_failure_contradicts_a_success_and_overwrites_nothing() throws Exception {
    RemoteEffect<String, String> charge =
        effect(pausing(() -> ends(Ending.FAILED), () -> "the second")).idempotentFor(DAY).build();
    RemoteOutcome<String> owner =
        paused(
            charge,
            () -> {
              String unused = semel.remote().once(charge, "order-1", "42 EUR");
            });
    assertThat(owner).isEqualTo(new RemoteOutcome.Succeeded<>("the second", true));
    assertThat(said(charge)).containsExactly("SUCCEEDED", "CONTRADICTION");
    assertThat(db.effects(paid)).containsExactly("the second");
  }

  @Test
  void a_late_success_contradicts_a_failure_and_overwrites_nothing() throws Exception {
    RemoteEffect<String, String> charge =
        effect(pausing(() -> "the first", () -> ends(Ending.FAILED))).idempotentFor(DAY).build();
    RemoteOutcome<String> owner =
        paused(
            charge,
            () ->
                assertThat(semel.remote().attempt(charge, "order-1", "42 EUR"))
                    .isInstanceOf(RemoteOutcome.Failed.class));
    assertThat(owner).isInstanceOf(RemoteOutcome.Failed.class);
    assertThat(said(charge)).containsExactly("FAILED", "CONTRADICTION");
    assertThat(db.effects(paid)).isEmpty();
  }

  /** A data source that waits for longer than a pause may be before some statements. */
  private static final class Slow extends Raw {
    private final DataSource behind;
    private final String before;

    Slow(DataSource behind, String before) {
      super("");
      this.behind = behind;
      this.before = before;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection c = behind.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, args) -> {
                if (method.getName().equals("prepareStatement")
                    && String.valueOf(args[0]).contains(before)) {
                  let(SKEW.plusMillis(1));
                }
                try {
                  return method.invoke(c, args);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  private static void let(Duration pass) {
    long began = System.nanoTime();
    Eventually.holds("the time", () -> System.nanoTime() - began > pass.toNanos());
  }

  private void assertSendsNothing(RemoteEffect<String, String> charge, String pausedBefore) {
    Semel slow = Semel.with(new Slow(db.dataSource(), pausedBefore)).build();
    assertThat(slow.remote().waitingUpTo(Duration.ZERO).attempt(charge, "order-1", "42 EUR"))
        .isInstanceOf(RemoteOutcome.Running.class);
    assertThat(calls).isEmpty();
    assertThat(said(charge)).containsExactly("NOT_SENT");
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("receipt");
    assertThat(calls).hasSize(1);
  }

  @Test
  void an_owner_who_is_paused_when_it_has_written_its_intent_sends_nothing() {
    RemoteEffect<String, String> charge = effect(call -> "receipt").idempotentFor(DAY).build();
    assertSendsNothing(charge, "as now");
  }

  @Test
  void an_owner_who_is_paused_between_its_decision_and_taking_up_sends_nothing() {
    RemoteEffect<String, String> charge = effect(call -> "receipt").idempotentFor(DAY).build();
    semel.once(fresh(), tx -> semel.remote().intend(tx, charge, "order-1", "42 EUR"));
    assertSendsNothing(charge, "attempts + 1");
  }

  /** Loses each answer, and wants to be left alone until the window is over. */
  private RemoteEffectBuilder<String, String> forgotten() {
    Duration window = SKEW.multipliedBy(3);
    Duration margin = SKEW.plusMillis(50);
    return effect(
            call -> {
              throw CallException.of(Ending.AMBIGUOUS, "lost")
                  .retryingAfter(window.minus(margin).plusMillis(10));
            })
        .idempotentFor(window)
        .stoppingBeforeTheEnd(margin);
  }

  private RemoteOutcome<String> afterTheWindow(RemoteEffect<String, String> charge) {
    AtomicInteger tries = new AtomicInteger();
    Eventually.holds(
        "it is not in doubt any more",
        () -> {
          tries.incrementAndGet();
          RemoteOutcome<String> now = atOnce().attempt(charge, "order-1", "42 EUR");
          return now instanceof RemoteOutcome.Parked || now instanceof RemoteOutcome.Succeeded;
        });
    assertThat(tries).hasValueGreaterThan(1);
    return atOnce().attempt(charge, "order-1", "42 EUR");
  }

  @Test
  void when_the_window_was_over_before_anybody_came_a_person_is_asked() {
    RemoteOutcome<String> outcome = afterTheWindow(forgotten().build());
    assertThat(outcome).isInstanceOf(RemoteOutcome.Parked.class);
    assertThat(outcome.toString()).contains("may have forgotten the key");
    assertThat(calls).hasSize(1);
    assertThat(db.effects(paid)).isEmpty();
  }

  @Test
  void when_the_window_was_over_the_gateway_is_asked_and_nothing_is_sent() {
    RemoteOutcome<String> outcome =
        afterTheWindow(
            forgotten()
                .lookup((call, request) -> new Finding.Happened<>("found"), Duration.ZERO)
                .build());
    assertThat(outcome).isEqualTo(new RemoteOutcome.Succeeded<>("found", true));
    assertThat(calls).hasSize(1);
    assertThat(db.effects(paid)).containsExactly("found");
  }

  @Test
  void when_the_window_was_over_and_the_gateway_knows_nothing_a_person_is_asked() {
    RemoteOutcome<String> outcome =
        afterTheWindow(
            forgotten()
                .lookup((call, request) -> new Finding.Absent<>(), Duration.ZERO)
                .arrivingWithin(Duration.ZERO)
                .neverArrivingLater()
                .build());
    assertThat(outcome).isInstanceOf(RemoteOutcome.Parked.class);
    assertThat(calls).hasSize(1);
  }

  @Test
  void what_was_asked_for_before_it_could_be_known_is_asked_for_again() {
    List<Integer> asked = new CopyOnWriteArrayList<>();
    Duration arrival = Duration.ofMillis(700);
    RemoteEffect<String, String> charge =
        effect(call -> ends(Ending.AMBIGUOUS))
            .lookup(
                (call, request) -> {
                  asked.add(1);
                  if (asked.size() > 1) {
                    return new Finding.Happened<>("found");
                  }
                  // The answer is on its way for longer than it takes the call to arrive.
                  let(arrival.plusMillis(1));
                  return new Finding.Absent<>();
                },
                Duration.ZERO)
            .arrivingWithin(arrival)
            .neverArrivingLater()
            .skew(Duration.ofSeconds(10))
            .build();
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("found");
    assertThat(calls).hasSize(1);
    assertThat(asked).hasSize(2);
  }

  @Test
  void inside_the_visibility_lag_nothing_is_sent_again_and_after_it_once() {
    Duration lag = Duration.ofMillis(700);
    List<Long> sentAt = new CopyOnWriteArrayList<>();
    RemoteEffect<String, String> charge =
        effect(
                call -> {
                  sentAt.add(System.nanoTime());
                  return call.attempt() == 1 ? ends(Ending.AMBIGUOUS) : "receipt";
                })
            .lookup((call, request) -> new Finding.Absent<>(), lag)
            .arrivingWithin(Duration.ZERO)
            .neverArrivingLater()
            .build();
    Eventually.holds(
        "it is sent again",
        () -> atOnce().attempt(charge, "order-1", "42 EUR") instanceof RemoteOutcome.Succeeded);
    assertThat(sentAt).hasSize(2);
    assertThat(Duration.ofNanos(sentAt.get(1) - sentAt.get(0)))
        .isGreaterThan(lag.minusMillis(100).minus(SKEW));
  }

  @Test
  void a_process_that_died_in_its_call_is_followed_by_one_that_sends_the_same_bytes() {
    RemoteEffect<String, String> charge =
        effect(
                call -> {
                  if (call.attempt() == 1) {
                    throw new OutOfMemoryError("as good as dead");
                  }
                  return "receipt";
                })
            .idempotentFor(DAY)
            .build();
    assertThatThrownBy(() -> semel.remote().once(charge, "order-1", "42 EUR"))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(atOnce().attempt(charge, "order-1", "42 EUR"))
        .isInstanceOf(RemoteOutcome.Running.class);
    assertThat(calls).hasSize(1);
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("receipt");
    assertThat(calls).extracting(Call::attempt).containsExactly(1, 2);
    assertThat(calls).extracting(Call::key).containsOnly(charge.gatewayKey("order-1"));
    assertThat(calls)
        .allSatisfy(
            call -> assertThat(call.bytes()).isEqualTo("42 EUR".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void of_64_who_find_it_due_at_once_one_calls() throws Exception {
    RemoteEffect<String, String> charge =
        effect(
                call -> {
                  if (call.attempt() == 1) {
                    throw CallException.of(Ending.AMBIGUOUS, "lost")
                        .retryingAfter(Duration.ofMillis(300));
                  }
                  return "receipt";
                })
            .idempotentFor(DAY)
            .skew(Duration.ofSeconds(30))
            .build();
    assertThat(atOnce().attempt(charge, "order-1", "42 EUR"))
        .isInstanceOf(RemoteOutcome.InDoubt.class);
    CyclicBarrier start = new CyclicBarrier(64);
    Callable<String> one =
        () -> {
          start.await(30, TimeUnit.SECONDS);
          return semel.remote().once(charge, "order-1", "42 EUR");
        };
    assertThat(Checks.all(Collections.nCopies(64, one))).hasSize(64).containsOnly("receipt");
    assertThat(calls).hasSize(2);
    assertThat(db.effects(paid)).hasSize(1);
  }

  @Test
  void the_same_subject_of_two_effects_is_two() {
    RemoteEffect<String, String> one = effect(call -> "one").idempotentFor(DAY).build();
    RemoteEffect<String, String> two = effect(call -> "two").idempotentFor(DAY).build();
    assertThat(semel.remote().once(one, "order-1", "42 EUR")).isEqualTo("one");
    assertThat(semel.remote().once(two, "order-1", "42 EUR")).isEqualTo("two");
    assertThat(calls).extracting(Call::key).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void subjects_of_255_characters_are_told_apart_by_the_last_one() {
    RemoteEffect<String, String> charge =
        effect(call -> call.subject().substring(254)).idempotentFor(DAY).build();
    String left = "s".repeat(254);
    for (String subject : List.of(left + "a", left + "b", left + "A")) {
      assertThat(semel.remote().once(charge, subject, "42 EUR")).isEqualTo(subject.substring(254));
      assertThat(semel.remote().once(charge, subject, "42 EUR")).isEqualTo(subject.substring(254));
    }
    assertThat(calls).extracting(Call::key).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void a_request_of_a_mebibyte_arrives_whole_each_time() {
    RemoteEffect<byte[], String> charge =
        RemoteEffect.named(
                "upload-" + fresh().id(), Codec.bytes("application/octet-stream"), Codec.text())
            .call(
                (call, request) -> {
                  calls.add(call);
                  assertThat(request).isEqualTo(call.bytes());
                  return call.attempt() == 1 ? ends(Ending.AMBIGUOUS) : "receipt";
                })
            .pausing(Duration.ofMillis(1), Duration.ofMillis(1))
            .idempotentFor(DAY)
            .build();
    byte[] request = new byte[1 << 20];
    for (int i = 0; i < request.length; i++) {
      request[i] = (byte) (i * 31 + i / 257);
    }
    assertThat(semel.remote().once(charge, "order-1", request)).isEqualTo("receipt");
    assertThat(calls).hasSize(2);
    assertThat(calls).allSatisfy(call -> assertThat(Arrays.equals(call.bytes(), request)).isTrue());
  }

  // The statements alone.

  private static final Duration HOUR = Duration.ofHours(1);

  private interface OnJournal {
    void run(JournalSql journal, Connection c, UUID id) throws SQLException;
  }

  private void started(Duration lease, OnJournal check) throws SQLException {
    RemoteEffect<String, String> known = effect(call -> "").idempotentFor(DAY).build();
    String unused = semel.remote().once(known, "order-1", "42 EUR");
    int scope =
        (int)
            Sql.number(
                db.raw(), "select id from semel_scope where name = ?", "remote:" + known.name());
    UUID id = UUID.nameUUIDFromBytes(known.name().getBytes(StandardCharsets.UTF_8));
    try (Connection c = db.raw().getConnection()) {
      c.setAutoCommit(false);
      Database.Kind kind = Database.Kind.of(c);
      String schema = Database.of(kind, "x").schema().currentSchema(c);
      JournalSql journal = Database.of(kind, schema).journal();
      Content content = new Content("text/plain", new byte[0]);
      assertThat(
              journal.add(c, new NewEntry(id, scope, "order-2", 0, content, id, true, lease, null)))
          .isTrue();
      check.run(journal, c, id);
      c.rollback();
    }
  }

  @Test
  void what_is_somebodys_is_taken_up_by_nobody_who_has_its_fence() throws SQLException {
    started(
        HOUR,
        (journal, c, id) -> {
          assertThat(journal.takeUp(c, id, 1, HOUR, true)).isFalse();
          assertThat(journal.takeUp(c, id, 1, HOUR, false)).isFalse();
        });
  }

  @Test
  void what_was_left_for_later_is_not_taken_up_by_who_read_it_before() throws SQLException {
    started(
        Duration.ZERO,
        (journal, c, id) -> {
          assertThat(journal.leave(c, id, 1, EntryState.IN_DOUBT, HOUR, "later")).isTrue();
          assertThat(journal.takeUp(c, id, 1, HOUR, true)).isFalse();
          assertThat(journal.leave(c, id, 1, EntryState.IN_DOUBT, Duration.ZERO, "now")).isTrue();
          assertThat(journal.takeUp(c, id, 1, HOUR, true)).isTrue();
        });
  }

  @Test
  void who_has_another_fence_changes_nothing() throws SQLException {
    started(
        Duration.ZERO,
        (journal, c, id) -> {
          assertThat(journal.takeUp(c, id, 1, HOUR, true)).isTrue();
          assertThat(journal.takeUp(c, id, 1, Duration.ZERO, true)).isFalse();
          assertThat(journal.leave(c, id, 1, EntryState.PARKED, null, "late")).isFalse();
          assertThat(journal.finish(c, id, 1, EntryState.SUCCEEDED, null, null)).isFalse();
          assertThat(journal.finish(c, id, 2, EntryState.SUCCEEDED, null, null)).isTrue();
          assertThat(journal.finish(c, id, 3, EntryState.FAILED, null, null)).isFalse();
          assertThat(journal.leave(c, id, 3, EntryState.PARKED, null, "late")).isFalse();
        });
  }
}
