// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import static dev.semel.testkit.history.CorrectRun.FOUND_OUT;
import static dev.semel.testkit.history.CorrectRun.NOT_SENT_AFTER_ALL;
import static dev.semel.testkit.history.CorrectRun.PARKED;
import static dev.semel.testkit.history.CorrectRun.PLAIN;
import static dev.semel.testkit.history.CorrectRun.REJECTED;
import static dev.semel.testkit.history.CorrectRun.REMOTE;
import static dev.semel.testkit.history.CorrectRun.RETRIED;
import static dev.semel.testkit.history.CorrectRun.first;
import static dev.semel.testkit.history.CorrectRun.is;
import static dev.semel.testkit.history.CorrectRun.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A correct history, broken in one place: one rule says so, about that id alone, and without that
 * rule nobody does.
 */
class CheckerMutationTest {
  private static final Checker ALL = Checker.of(Rule.values());

  @Test
  void a_correct_history_is_clean() {
    Verdict verdict = ALL.check(CorrectRun.history(CorrectRun.events()));
    assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
    assertThat(verdict.assertClean().tally().redeliveries()).isEqualTo(21);
    assertThat(verdict.tally().suppressed()).isEqualTo(20);
    assertThat(verdict.tally().republished()).isEqualTo(1);
    assertThat(verdict.tally().parked()).isEqualTo(1);
    assertThat(verdict.assertFaults("kill worker-1", 1).tally().faults()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void one_rule_sees_it(Mutant mutant) {
    Verdict verdict = ALL.check(mutant.history());
    assertThat(broken(verdict)).as(verdict.toString()).containsExactly(mutant.rule);
    assertThat(verdict.violations()).isEqualTo(1);
    assertThat(verdict.examples()).hasSize(1);
    assertThat(verdict.examples().get(0).id()).isEqualTo(mutant.id);
    assertThatThrownBy(verdict::assertClean)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not clean: 1 " + mutant.rule)
        .hasMessageContaining("  " + mutant.id + " ")
        .hasMessageContaining("the story of " + mutant.id);
  }

  @ParameterizedTest
  @EnumSource
  void without_that_rule_nobody_sees_it(Mutant mutant) {
    assertThat(ALL.without(mutant.rule).check(mutant.history()).isClean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void that_rule_needs_no_other(Mutant mutant) {
    assertThat(Checker.of(mutant.rule).check(mutant.history()).count(mutant.rule)).isEqualTo(1);
  }

  @Test
  void every_rule_has_a_mutant() {
    Set<Rule> covered =
        List.of(Mutant.values()).stream().map(mutant -> mutant.rule).collect(Collectors.toSet());
    assertThat(covered).containsExactlyInAnyOrder(Rule.values());
  }

  private static Set<Rule> broken(Verdict verdict) {
    Set<Rule> broken = EnumSet.noneOf(Rule.class);
    for (Rule rule : Rule.values()) {
      if (verdict.count(rule) > 0) {
        broken.add(rule);
      }
    }
    return broken;
  }

  enum Mutant {
    THE_EFFECT_AND_ITS_MESSAGE_ARE_GONE(
        Rule.LOST,
        PLAIN,
        e -> {
          e.removeIf(is(PLAIN, Kind.APPLIED));
          e.removeIf(is(PLAIN, Kind.PUBLISHED));
        }),
    THE_BROKER_HAD_IT_AFTER_ALL(
        Rule.LOST, REJECTED, e -> replace(e, REJECTED, Kind.SENT, Phase.FAILED, Phase.OK)),
    A_RESOLUTION_SAYS_THAT_IT_HAPPENED_AND_IT_DID_NOT(
        Rule.LOST,
        NOT_SENT_AFTER_ALL,
        e -> replace(e, NOT_SENT_AFTER_ALL, Kind.RESOLVED, Phase.FAILED, Phase.OK)),
    A_PARKED_MESSAGE_HAD_BEEN_ACKNOWLEDGED(
        Rule.LOST, PARKED, e -> replace(e, PARKED, Kind.SENT, Phase.UNKNOWN, Phase.OK)),
    THE_EFFECT_IS_THERE_TWICE(
        Rule.DOUBLE, PLAIN, e -> repeat(e, first(e, is(PLAIN, Kind.APPLIED)))),
    A_RESOLVED_EFFECT_IS_FOUND_AS_WELL(
        Rule.DOUBLE,
        REMOTE,
        e -> e.add(new Event(0, "main", Kind.APPLIED, Phase.STATED, REMOTE, null, 0))),
    NOBODY_HAD_SENT_IT(Rule.PHANTOM, PLAIN, e -> e.removeIf(is(PLAIN, Kind.SENT))),
    ITS_SENDING_HAD_FAILED(
        Rule.PHANTOM, PLAIN, e -> replace(e, PLAIN, Kind.SENT, Phase.OK, Phase.FAILED)),
    A_RESOLUTION_SAYS_THAT_IT_DID_NOT_HAPPEN_AND_IT_DID(
        Rule.PHANTOM, FOUND_OUT, e -> replace(e, FOUND_OUT, Kind.RESOLVED, Phase.OK, Phase.FAILED)),
    A_MESSAGE_ABOUT_NOTHING(
        Rule.GHOST,
        REJECTED,
        e -> e.add(new Event(0, "reader", Kind.PUBLISHED, Phase.STATED, REJECTED, null, 0))),
    NO_MESSAGE_ABOUT_THE_EFFECT(
        Rule.MISSING, RETRIED, e -> e.removeIf(is(RETRIED, Kind.PUBLISHED))),
    TWO_EFFECTS_OF_A_KEY_SWAPPED(
        Rule.OUT_OF_ORDER, PLAIN, e -> swap(e, Kind.APPLIED, PLAIN, RETRIED)),
    TWO_FIRST_MESSAGES_OF_A_KEY_SWAPPED(
        Rule.OUT_OF_ORDER, PLAIN, e -> swap(e, Kind.PUBLISHED, PLAIN, RETRIED)),
    THE_SAME_SEQUENCE_TWICE(
        Rule.OUT_OF_ORDER,
        RETRIED,
        e -> e.replaceAll(x -> is(RETRIED, Kind.APPLIED).test(x) ? with(x, 201) : x)),
    THE_LAST_CONSUMER_DIED(Rule.STUCK, PLAIN, e -> e.removeIf(is(PLAIN, Kind.DELIVERED, Phase.OK))),
    THE_CLIENT_NEVER_CAME_BACK(Rule.STUCK, PLAIN, e -> e.removeIf(is(PLAIN, Kind.SENT, Phase.OK))),
    THE_RETRY_IS_UNKNOWN_TOO(
        Rule.STUCK, RETRIED, e -> replace(e, RETRIED, Kind.SENT, Phase.OK, Phase.UNKNOWN)),
    NOBODY_FOUND_OUT(Rule.STUCK, FOUND_OUT, e -> e.removeIf(is(FOUND_OUT, Kind.RESOLVED))),
    NOBODY_LISTED_IT(Rule.STUCK, PARKED, e -> e.removeIf(is(PARKED, Kind.PARKED))),
    THE_REMOTE_CALL_STAYED_UNKNOWN(Rule.STUCK, REMOTE, e -> e.removeIf(is(REMOTE, Kind.RESOLVED))),
    A_PUBLICATION_HAS_NO_END(
        Rule.STUCK, REMOTE, e -> replace(e, REMOTE, Kind.PUBLISHED, Phase.STATED, Phase.BEGUN));

    private final Rule rule;
    private final String id;
    private final Consumer<List<Event>> mutation;

    Mutant(Rule rule, String id, Consumer<List<Event>> mutation) {
      this.rule = rule;
      this.id = id;
      this.mutation = mutation;
    }

    History history() {
      List<Event> events = new ArrayList<>(CorrectRun.events());
      mutation.accept(events);
      assertThat(events).isNotEqualTo(CorrectRun.events());
      return CorrectRun.history(events);
    }

    private static void replace(List<Event> events, String id, Kind kind, Phase from, Phase to) {
      int at = first(events, is(id, kind, from));
      events.set(at, with(events.get(at), to));
    }

    private static void repeat(List<Event> events, int at) {
      events.add(at + 1, events.get(at));
    }

    private static void swap(List<Event> events, Kind kind, String one, String other) {
      Collections.swap(events, first(events, is(one, kind)), first(events, is(other, kind)));
    }
  }
}
