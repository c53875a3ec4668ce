// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Codec;
import dev.semel.LedgerException;
import dev.semel.remote.Call;
import dev.semel.remote.CallException;
import dev.semel.remote.Ending;
import dev.semel.remote.Finding;
import dev.semel.remote.Recovery;
import dev.semel.remote.RemoteDesk;
import dev.semel.remote.RemoteEffect;
import dev.semel.remote.RemoteEffectBuilder;
import dev.semel.remote.RemoteOutcome;
import dev.semel.remote.RemoteStanding;
import dev.semel.remote.RemoteState;
import dev.semel.verification.databases.Eventually;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others have left of remote effects, and what people do about them, on every database. */
@OnEveryServer
@Timeout(120)
class RecoveryContractTest extends Contract {
  private static final Duration DAY = Duration.ofHours(24);

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Map<String, String> gateway = new ConcurrentHashMap<>();
  private final List<Throwable> next = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void forget() {
    calls.clear();
    gateway.clear();
    next.clear();
  }

  private RemoteEffectBuilder<String, String> charge() {
    return RemoteEffect.named("charge-" + fresh().id(), Codec.text(), Codec.text())
        .call(this::charge)
        .timeout(Duration.ofMillis(300))
        .skew(Duration.ofMillis(200))
        .pausing(Duration.ofMillis(1), Duration.ofMillis(5));
  }

  /** What is thrown is thrown after the charge, but for a connection that could not be made. */
  private String charge(Call call, String request) throws Exception {
    calls.add(call);
    Throwable thrown = next.isEmpty() ? null : next.remove(0);
    boolean sent = !(thrown instanceof CallException said) || said.ending() == Ending.AMBIGUOUS;
    if (sent) {
      gateway.putIfAbsent(call.key(), "receipt of " + request);
    }
    if (thrown instanceof Error error) {
      throw error;
    } else if (thrown instanceof Exception exception) {
      throw exception;
    }
    return gateway.get(call.key());
  }

  private Finding<String> look(Call call, String request) {
    return Finding.of(Optional.ofNullable(gateway.get(call.key())));
  }

  private static CallException lost() {
    return CallException.of(Ending.AMBIGUOUS, "as the test said");
  }

  private Recovery recovery(RemoteEffect<?, ?> effect) {
    return semel.remote().recovering(effect).perSecond(1_000).build();
  }

  private void intend(RemoteEffect<String, ?> effect, String subject) {
    semel.once(fresh(), tx -> semel.remote().intend(tx, effect, subject, "42 EUR"));
  }

  private RemoteState state(RemoteEffect<?, ?> effect, String subject) {
    return standing(effect, subject).state();
  }

  private RemoteStanding standing(RemoteEffect<?, ?> effect, String subject) {
    return semel.remote().desk(effect).find(subject).orElseThrow();
  }

  @Test
  void what_was_meant_is_sent_after_the_commit() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    intend(charge, "order-1");
    assertThat(state(charge, "order-1")).isEqualTo(RemoteState.PREPARED);
    try (Recovery recovery = recovery(charge)) {
      assertThat(recovery.runOnce()).isEqualTo(1);
      assertThat(recovery.runOnce()).isZero();
    }
    assertThat(state(charge, "order-1")).isEqualTo(RemoteState.SUCCEEDED);
    assertThat(calls).hasSize(1);
  }

  @Test
  void what_a_dead_owner_has_left_is_taken_up_when_his_time_is_over_and_not_before() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    next.add(new AssertionError("the process dies"));
    assertThatThrownBy(() -> semel.remote().once(charge, "order-1", "42 EUR"))
        .isInstanceOf(AssertionError.class);
    try (Recovery recovery = recovery(charge)) {
      assertThat(recovery.runOnce()).as("taken from under his hands").isZero();
      Eventually.holds("it is over", () -> recovery.runOnce() == 1);
    }
    assertThat(state(charge, "order-1")).isEqualTo(RemoteState.SUCCEEDED);
    assertThat(calls).extracting(Call::key).hasSize(2).containsOnly(charge.gatewayKey("order-1"));
    assertThat(gateway).hasSize(1);
  }

  /** The error has a connection that failed in it, as one of a database that is away would. */
  @Test
  void an_error_after_the_answer_is_not_taken_for_a_call_that_never_left() {
    Codec<String> unreachable =
        new Codec<>() {
          @Override
          public String contentType() {
            return "text/x-test";
          }

          @Override
          public byte[] encode(String result) {
            throw new UncheckedIOException(new ConnectException("refused"));
          }

          @Override
          public String decode(String contentType, byte[] bytes) {
            return "";
          }
        };
    RemoteEffect<String, String> mail =
        RemoteEffect.named("mail-" + fresh().id(), Codec.text(), unreachable)
            .call(this::charge)
            .timeout(Duration.ofMillis(300))
            .skew(Duration.ofMillis(200))
            .pausing(Duration.ofMillis(1), Duration.ofMillis(5))
            .neverRepeat()
            .build();
    assertThatThrownBy(() -> semel.remote().once(mail, "mail-1", "hello"))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(state(mail, "mail-1")).isEqualTo(RemoteState.STARTED);
    try (Recovery recovery = recovery(mail)) {
      Eventually.holds("it is taken up", () -> recovery.runOnce() == 1);
    }
    assertThat(state(mail, "mail-1")).isEqualTo(RemoteState.PARKED);
    assertThat(calls).hasSize(1);
  }

  @Test
  void several_that_recover_at_once_take_up_each_effect_one_time() {
    RemoteEffect<String, String> charge = charge().neverRepeat().build();
    for (int i = 0; i < 50; i++) {
      intend(charge, "order-" + i);
    }
    try (Recovery one = semel.remote().recovering(charge).perSecond(10_000).threads(4).start();
        Recovery two = semel.remote().recovering(charge).perSecond(10_000).threads(4).start()) {
      RemoteDesk<String> desk = semel.remote().desk(charge);
      Eventually.holds("all", () -> desk.in(RemoteState.SUCCEEDED, 100).size() == 50);
      assertThat(one).isNotSameAs(two);
    }
    assertThat(calls).hasSize(50);
  }

  @Test
  void no_more_are_taken_up_per_second_than_was_said() {
    RemoteEffect<String, String> charge = charge().neverRepeat().build();
    for (int i = 0; i < 10; i++) {
      intend(charge, "order-" + i);
    }
    long began = System.nanoTime();
    try (Recovery recovery = semel.remote().recovering(charge).perSecond(20).build()) {
      assertThat(recovery.runOnce()).isEqualTo(10);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void as_many_are_taken_up_per_second_as_was_said() {
    RemoteEffect<String, String> charge = charge().neverRepeat().build();
    for (int i = 0; i < 60; i++) {
      intend(charge, "order-" + i);
    }
    // Who waited for the next look where the quota was all used would need minutes.
    try (Recovery recovery =
        semel
            .remote()
            .recovering(charge)
            .perSecond(60)
            .threads(2)
            .lookingEvery(Duration.ofSeconds(5))
            .start()) {
      Eventually.holds("all", () -> calls.size() == 60);
      assertThat(recovery).isNotNull();
    }
  }

  @Test
  void a_gateway_that_does_not_answer_is_left_alone() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    for (int i = 0; i < 20; i++) {
      intend(charge, "order-" + i);
      next.add(lost());
    }
    try (Recovery recovery = recovery(charge)) {
      assertThat(recovery.runOnce()).as("taken up before it was clear").isEqualTo(5);
      next.clear();
      RemoteDesk<String> desk = semel.remote().desk(charge);
      Eventually.holds(
          "it is back",
          () -> {
            int unused = recovery.runOnce();
            return desk.in(RemoteState.SUCCEEDED, 100).size() == 20;
          });
    }
    assertThat(gateway).hasSize(20);
  }

  @Test
  void what_a_person_says_ends_it_and_what_contradicts_that_is_kept_beside_it() {
    RemoteEffect<String, String> mail = charge().neverRepeat().build();
    next.add(lost());
    assertThat(semel.remote().attempt(mail, "mail-1", "hello"))
        .isInstanceOf(RemoteOutcome.Parked.class);
    RemoteDesk<String> desk = semel.remote().desk(mail);
    assertThat(desk.in(RemoteState.PARKED, 10))
        .extracting(RemoteStanding::subject)
        .containsExactly("mail-1");
    assertThat(desk.succeeded("mail-1", "it was there", "person alice", "asked the customer"))
        .isEqualTo(new RemoteOutcome.Succeeded<>("it was there", false));
    assertThat(desk.failed("mail-1", "person bob", "I think not"))
        .isEqualTo(new RemoteOutcome.Succeeded<>("it was there", true));
    assertThat(state(mail, "mail-1")).isEqualTo(RemoteState.SUCCEEDED);
    assertThat(desk.evidence("mail-1"))
        .extracting(said -> said.source() + " " + said.says())
        .containsExactly("call AMBIGUOUS", "person alice SUCCEEDED", "person bob CONTRADICTION");
    assertThat(semel.remote().once(mail, "mail-1", "hello")).isEqualTo("it was there");
    assertThat(calls).hasSize(1);
  }

  @Test
  void a_webhook_that_is_first_makes_the_answer_of_the_call_come_late() {
    AtomicReference<RemoteEffect<String, String>> itself = new AtomicReference<>();
    RemoteEffect<String, String> charge =
        charge()
            .call(
                (call, request) -> {
                  RemoteDesk<String> desk = semel.remote().desk(itself.get());
                  assertThat(desk.subjectOf(call.key())).contains("order-1");
                  assertThat(desk.succeeded("order-1", "from the webhook", "webhook", "event 7"))
                      .isInstanceOf(RemoteOutcome.Succeeded.class);
                  return "from the call";
                })
            .idempotentFor(DAY)
            .build();
    itself.set(charge);
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("from the webhook");
    assertThat(state(charge, "order-1")).isEqualTo(RemoteState.SUCCEEDED);
  }

  @Test
  void what_is_parked_can_be_released_and_asked_about() {
    RemoteEffect<String, String> charge =
        charge().attemptsMax(1).lookup(this::look, Duration.ZERO).build();
    next.add(CallException.of(Ending.MISMATCH, "it knows another request"));
    assertThat(semel.remote().attempt(charge, "order-1", "42 EUR"))
        .isInstanceOf(RemoteOutcome.Parked.class);
    RemoteDesk<String> desk = semel.remote().desk(charge);
    assertThat(desk.probe("order-1")).isInstanceOf(RemoteOutcome.InDoubt.class);
    gateway.put(charge.gatewayKey("order-1"), "found");
    assertThat(desk.release("order-1", "person alice", "why not")).as("not parked").isFalse();
    assertThat(desk.probe("order-1")).isEqualTo(new RemoteOutcome.Succeeded<>("found", false));
    assertThat(calls).hasSize(1);
    assertThatThrownBy(() -> desk.probe("order-2"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageStartingWith("SEMEL-073");
  }

  @Test
  void what_the_gateway_calls_it_leads_back_to_it() {
    RemoteEffect<String, String> charge =
        charge().idempotentFor(DAY).reference(receipt -> "ch_" + receipt.length()).build();
    semel.remote().once(charge, "order-1", "42 EUR");
    RemoteDesk<String> desk = semel.remote().desk(charge);
    assertThat(desk.subjectOfReference("ch_17")).contains("order-1");
    assertThat(desk.subjectOfReference("ch_18")).isEmpty();
    assertThat(desk.subjectOf("no key of ours")).isEmpty();
    assertThat(standing(charge, "order-1").reference()).contains("ch_17");
  }

  @Test
  void in_the_middle_of_an_effect_nothing_is_called() {
    RemoteEffect<String, String> charge = charge().idempotentFor(DAY).build();
    assertThatThrownBy(
            () -> semel.once(fresh(), tx -> semel.remote().once(charge, "order-1", "42 EUR")))
        .isInstanceOf(LedgerException.class)
        .hasMessageStartingWith("SEMEL-071");
    assertThat(calls).isEmpty();
    assertThat(semel.remote().once(charge, "order-1", "42 EUR")).isEqualTo("receipt of 42 EUR");
  }
}
