// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.MismatchException;
import dev.semel.remote.Call;
import dev.semel.remote.CallException;
import dev.semel.remote.Ending;
import dev.semel.remote.Finding;
import dev.semel.remote.RemoteEffect;
import dev.semel.remote.RemoteEffectBuilder;
import dev.semel.remote.RemoteFailureException;
import dev.semel.remote.RemoteOutcome;
import dev.semel.verification.databases.Sql;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Remote effects on every database. The other side is a list of what it was told. */
@OnEveryServer
@Timeout(120)
class RemoteContractTest extends Contract {
  private static final Duration DAY = Duration.ofHours(24);

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<String, String> gateway = new ConcurrentHashMap<>();
  private final List<Ending> next = Collections.synchronizedList(new ArrayList<>());

  private String paid = "";

  @BeforeEach
  void forget() {
    calls.clear();
    gateway.clear();
    next.clear();
    paid = fresh().id();
  }

  private RemoteEffectBuilder<String, String> charge() {
    return RemoteEffect.named("charge-" + fresh().id(), Codec.text(), Codec.text())
        .call(this::charge)
        .pausing(Duration.ofMillis(1), Duration.ofMillis(5));
  }

  /** Knows its keys, and loses the answers it is told to lose. */
  private String charge(Call call, String request) {
    calls.add(call);
    Ending ending = next.isEmpty() ? null : next.remove(0);
    if (ending == null || ending == Ending.AMBIGUOUS) {
      gateway.putIfAbsent(call.key(), "receipt of " + request);
    }
    if (ending != null) {
      throw CallException.of(ending, "as the test said");
    }
    return gateway.get(call.key());
  }

  private Finding<String> look(Call call, String request) {
    return Finding.of(Optional.ofNullable(gateway.get(call.key())));
  }

  @Test
  void it_is_called_once_and_its_result_is_given_again() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("receipt of 42 EUR");
    assertThat(semel.remote().attempt(charge, "order-1", "42 EUR"))
        .isEqualTo(new RemoteOutcome.Succeeded<>("receipt of 42 EUR", true));
    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).key()).hasSize(22).isEqualTo(charge.gatewayKey("order-1"));
    assertThat(calls.get(0).attempt()).isEqualTo(1);
  }

  @Test
  void another_request_under_the_same_name_is_refused() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    semel.remote().once(charge, "order-1", "42 EUR");
    assertThatThrownBy(() -> semel.remote().once(charge, "order-1", "43 EUR"))
        .isInstanceOf(MismatchException.class);
    assertThat(calls).hasSize(1);
  }

  @Test
  void of_16_who_ask_at_once_one_calls() throws Exception {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    CyclicBarrier start = new CyclicBarrier(16);
    List<Callable<String>> all =
        Collections.nCopies(
            16,
            () -> {
              start.await(30, TimeUnit.SECONDS);
              return semel.remote().once(charge, "order-1", "42 EUR");
            });
    assertThat(Checks.all(all)).containsOnly("receipt of 42 EUR").hasSize(16);
    assertThat(calls).hasSize(1);
  }

  @Test
  void a_lost_answer_is_asked_for_again_with_the_same_key_and_the_same_bytes() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    next.add(Ending.AMBIGUOUS);
    next.add(Ending.NOT_SENT);
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("receipt of 42 EUR");
    assertThat(calls).hasSize(3);
    assertThat(calls).extracting(Call::key).containsOnly(charge.gatewayKey("order-1"));
    assertThat(calls).extracting(Call::attempt).containsExactly(1, 2, 3);
    assertThat(calls)
        .allSatisfy(
            call -> assertThat(call.bytes()).isEqualTo("42 EUR".getBytes(StandardCharsets.UTF_8)));
    assertThat(gateway).hasSize(1);
  }

  @Test
  void what_is_never_repeated_waits_for_a_person_when_its_answer_was_lost() {
    RemoteEffect<String, String> mail = charge().neverRepeat().build();
    next.add(Ending.AMBIGUOUS);
    for (int i = 0; i < 2; i++) {
      assertThat(semel.remote().attempt(mail, "mail-1", "hello"))
          .isInstanceOf(RemoteOutcome.Parked.class);
    }
    assertThat(calls).hasSize(1);
  }

  @Test
  void what_never_left_is_sent_again_even_if_it_is_never_repeated() {
    RemoteEffect<String, String> mail = charge().neverRepeat().build();
    next.add(Ending.NOT_SENT);
    assertThat(semel.remote().once(mail, "mail-1", "hello")).isEqualTo("receipt of hello");
    assertThat(calls).hasSize(2);
  }

  @Test
  void a_gateway_that_can_be_asked_is_asked_and_nothing_is_sent_again() {
    RemoteEffect<String, String> charge = charge().lookup(this::look, Duration.ZERO).build();
    next.add(Ending.AMBIGUOUS);
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("receipt of 42 EUR");
    assertThat(calls).hasSize(1);
  }

  @Test
  void what_the_gateway_does_not_know_yet_is_not_sent_again() {
    RemoteEffect<String, String> charge =
        charge().lookup((call, request) -> new Finding.Absent<>(), Duration.ofHours(1)).build();
    next.add(Ending.AMBIGUOUS);
    assertThat(semel.remote().waitingUpTo(Duration.ofMillis(200)).attempt(charge, "order-1", "x"))
        .isInstanceOf(RemoteOutcome.InDoubt.class);
    assertThat(calls).hasSize(1);
  }

  @Test
  void what_the_gateway_refuses_is_over_and_says_so_again() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    next.add(Ending.FAILED);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> semel.remote().once(charge, "order-1", "42 EUR"))
          .isInstanceOf(RemoteFailureException.class)
          .hasMessageContaining("as the test said");
    }
    assertThat(calls).hasSize(1);
  }

  @Test
  void a_key_that_stands_for_another_content_there_is_for_a_person() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    next.add(Ending.MISMATCH);
    for (int i = 0; i < 2; i++) {
      assertThat(semel.remote().attempt(charge, "order-1", "42 EUR"))
          .isInstanceOf(RemoteOutcome.Parked.class);
    }
    assertThat(calls).hasSize(1);
  }

  @Test
  void what_was_lost_can_be_undone() {
    List<String> undone = new CopyOnWriteArrayList<>();
    RemoteEffect<String, String> charge =
        charge()
            .reversedBy((call, request) -> undone.add(call.key()))
            .arrivingWithin(Duration.ZERO)
            .build();
    next.add(Ending.AMBIGUOUS);
    assertThatThrownBy(() -> semel.remote().once(charge, "order-1", "42 EUR"))
        .isInstanceOf(RemoteFailureException.class)
        .hasMessageContaining("undone");
    assertThat(undone).containsExactly(charge.gatewayKey("order-1"));
    assertThat(calls).hasSize(1);
  }

  @Test
  void what_belongs_to_it_is_written_with_its_end() {
    RemoteEffect<String, String> charge =
        charge()
            .idempotentFor(DAY)
            .whenSucceeded(
                (tx, subject, receipt) -> db.insertEffect(tx.connection(), paid, "effect"))
            .build();
    semel.remote().once(charge, "order-1", "42 EUR");
    semel.remote().once(charge, "order-1", "42 EUR");
    assertThat(db.effects(paid)).hasSize(1);
  }

  @Test
  void an_end_that_cannot_be_written_is_written_later_and_its_writes_are_not_doubled() {
    List<Integer> tries = new CopyOnWriteArrayList<>();
    RemoteEffect<String, String> charge =
        charge()
            .idempotentFor(DAY)
            .whenSucceeded(
                (tx, subject, receipt) -> {
                  db.insertEffect(tx.connection(), paid, "effect");
                  tries.add(1);
                  if (tries.size() == 1) {
                    throw new IllegalStateException("the first time");
                  }
                })
            .build();
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("receipt of 42 EUR");
    assertThat(tries).hasSize(2);
    assertThat(db.effects(paid)).hasSize(1);
  }

  @Test
  void what_has_succeeded_is_not_undone_because_its_end_could_not_be_written() {
    List<String> undone = new CopyOnWriteArrayList<>();
    RemoteEffect<String, String> charge =
        charge()
            .reversedBy((call, request) -> undone.add(call.key()))
            .arrivingWithin(Duration.ZERO)
            .whenSucceeded(
                (tx, subject, receipt) -> {
                  throw new IllegalStateException("the application has a fault");
                })
            .build();
    for (int i = 0; i < 2; i++) {
      assertThat(semel.remote().attempt(charge, "order-1", "42 EUR"))
          .isInstanceOf(RemoteOutcome.Parked.class);
    }
    assertThat(undone).isEmpty();
    assertThat(calls).hasSize(1);
  }

  @Test
  void an_intent_goes_with_its_transaction() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    Key key = fresh();
    assertThatThrownBy(
            () ->
                semel.once(
                    key,
                    tx -> {
                      semel.remote().intend(tx, charge, "order-1", "42 EUR");
                      throw new IllegalStateException("rolled back");
                    }))
        .hasMessage("rolled back");
    assertThat(entries(charge)).isZero();
    semel.once(key, tx -> semel.remote().intend(tx, charge, "order-1", "42 EUR"));
    assertThat(entries(charge)).isEqualTo(1);
    assertThat(calls).isEmpty();
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("receipt of 42 EUR");
    assertThat(calls).hasSize(1);
  }

  private long entries(RemoteEffect<?, ?> effect) {
    return Sql.number(
        db.raw(),
        "select count(*) from semel_journal j join semel_scope s on s.id = j.scope where s.name = '"
            + "remote:"
            + effect.name()
            + "'");
  }

  @Test
  void an_intent_that_is_not_sent_in_time_is_not_wanted_any_more() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    semel.once(
        fresh(), tx -> semel.remote().intend(tx, charge, "order-1", "42 EUR", Duration.ZERO));
    assertThatThrownBy(() -> semel.remote().once(charge, "order-1", "42 EUR"))
        .isInstanceOf(RemoteFailureException.class)
        .hasMessageContaining("not sent in time");
    assertThat(calls).isEmpty();
  }
}
