// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.testkit.TestkitException;
import org.junit.jupiter.api.Test;

class CheckerTest {
  private final History history = History.inMemory();

  @Test
  void an_empty_history_proves_nothing() {
    assertThatThrownBy(() -> Checker.exactlyOnce().check(history).assertClean())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("not clean: nothing was sent: this proves nothing");
  }

  @Test
  void a_history_without_effects_proves_nothing() {
    history.sending(1).failed();
    Verdict verdict = Checker.exactlyOnce().check(history);
    assertThat(verdict.violations()).isZero();
    assertThat(verdict.isClean()).isFalse();
    assertThat(verdict.provesNothing()).containsExactly("no effect was found");
  }

  @Test
  void order_without_keys_and_publication_without_messages_prove_nothing() {
    history.sent(1);
    history.applied(1);
    assertThat(Checker.exactlyOnce().check(history).isClean()).isTrue();
    assertThat(Checker.exactlyOnce().inOrder().check(history).provesNothing())
        .hasSize(1)
        .allSatisfy(why -> assertThat(why).contains("same key"));
    assertThat(Checker.of(Rule.GHOST).check(History.inMemory()).isClean()).isFalse();
    assertThat(Checker.of(Rule.STUCK).check(History.inMemory()).isClean()).isFalse();
  }

  @Test
  void what_may_have_been_sent_may_have_an_effect_or_none() {
    history.sent(1);
    history.applied(1);
    history.sending(2).unknown();
    history.sending(3).unknown();
    history.applied(3);
    history.sending(4);
    history.applied(4);
    history.sending(5);
    Checker.exactlyOnce().check(history).assertClean();
    assertThat(Checker.exactlyOnce().nothingStuck().check(history).count(Rule.STUCK)).isEqualTo(4);
  }

  @Test
  void an_effect_whose_end_is_not_known_is_not_lost_but_stuck() {
    history.sent(1);
    history.applied(1);
    history.sent(2);
    history.applying(2);
    Verdict verdict = Checker.exactlyOnce().nothingStuck().check(history);
    assertThat(verdict.count(Rule.LOST)).isZero();
    assertThat(verdict.count(Rule.STUCK)).isEqualTo(1);
  }

  @Test
  void what_was_parked_is_lost_unless_that_is_expected() {
    history.sent(1);
    history.applied(1);
    history.sent(2);
    history.parked(2);
    assertThat(Checker.exactlyOnce().check(history).toString())
        .contains("2 was sent and acknowledged, and no effect of it was found; it was parked");
    Checker.exactlyOnce().exceptParked().check(history).assertClean();
    history.sent(3);
    assertThat(Checker.exactlyOnce().exceptParked().check(history).count(Rule.LOST)).isEqualTo(1);
  }

  @Test
  void gaps_and_repeats_are_no_disorder() {
    for (int id : new int[] {1, 4, 9}) {
      history.sent(id);
      history.applied(id, "k", id);
      history.published(id, "k", id);
    }
    history.published(4, "k", 4);
    history.published(1, "k", 1);
    Checker.exactlyOnce().publishedIfCommitted().inOrder().check(history).assertClean();
  }

  @Test
  void the_verdict_tells_the_story_of_the_first_few_and_counts_the_rest() {
    History client = history.by("client");
    for (int id = 0; id < 10; id++) {
      client.sending("order-" + id).ok();
    }
    history.applied("order-9");
    history.fault("kill worker-1");
    Verdict verdict = Checker.exactlyOnce().examples(2).check(history);
    assertThat(verdict.examples()).extracting(Violation::id).containsExactly("order-0", "order-1");
    assertThat(verdict.toString())
        .startsWith("not clean: 9 lost")
        .contains("22 events of 10 ids: 10 sends, 0 deliveries")
        .contains("faults: kill worker-1 1")
        .contains("checked: lost, double, phantom")
        .contains("and 7 more")
        .containsPattern("ms  client  sending \\.\\.\\.\\s+.*client  \\.\\.\\. sending: ok");
  }

  @Test
  void the_message_names_who_was_overtaken_by_whom() {
    for (String id : new String[] {"first", "second", "fifth", "third"}) {
      history.sent(id);
    }
    history.applied("first", "account 7", 1);
    history.applied("second", "account 7", 2);
    history.applied("fifth", "account 7", 5);
    history.applied("third", "account 7", 3);
    Verdict verdict = Checker.of(Rule.OUT_OF_ORDER).check(history);
    assertThat(verdict.examples())
        .extracting(violation -> violation.id() + " " + violation.what())
        .containsExactly(
            "third was applied after fifth, which is not before it in the sequence of key"
                + " account 7");
    history.published("fifth", 7, 5);
    history.published("second", 7, 2);
    assertThat(Checker.of(Rule.OUT_OF_ORDER).check(history).examples().get(0).what())
        .isEqualTo(
            "was first published after fifth, which is not before it in the sequence of key 7");
  }

  @Test
  void what_was_found_out_counts_as_what_it_was() {
    history.sending(1).unknown();
    history.delivering(1).unknown();
    history.delivering(1);
    history.resolved(1, false);
    history.applied(1);
    history.sending(2);
    history.resolved(2, true);
    Verdict verdict = Checker.exactlyOnce().nothingStuck().check(history);
    assertThat(verdict.examples())
        .extracting(violation -> violation.id() + " " + violation.what())
        .containsExactly(
            "2 was sent and acknowledged, and no effect of it was found",
            "1 has an effect, but its sending failed for certain");
    Tally tally = verdict.tally();
    assertThat(tally.sends()).isEqualTo(2);
    assertThat(tally.deliveries()).isEqualTo(2);
    assertThat(tally.redeliveries()).isEqualTo(1);
    assertThat(tally.open() + tally.unknown()).isZero();
    assertThat(tally.attempts()).isEqualTo(5);
  }

  @Test
  void a_run_that_claims_faults_had_them() {
    history.fault("kill worker");
    history.fault("kill worker");
    history.fault("pause worker");
    Verdict verdict = Checker.exactlyOnce().check(history);
    verdict.assertFaults("kill worker", 2);
    assertThatThrownBy(() -> verdict.assertFaults("kill worker", 3))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("at least 3 faults 'kill worker', but its history has 2");
    assertThatThrownBy(() -> verdict.assertFaults("kill broker", 1))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void a_checker_without_rules_is_refused() {
    assertThatThrownBy(() -> Checker.of(Rule.LOST).without(Rule.LOST))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-330");
    assertThatThrownBy(Checker::of).isInstanceOf(TestkitException.class);
    assertThatThrownBy(() -> Checker.exactlyOnce().examples(-1))
        .isInstanceOf(TestkitException.class);
  }
}
