// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.http.internal.exchange.Judgement.Rules;
import dev.semel.http.internal.fingerprint.Fingerprints.Match;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of what is found against what is asked: each row. */
class JudgementTest {
  private static final Rules NOTHING_SPECIAL = new Rules(false, false, false, false, false);
  private static final Rules MAY_WAIT = new Rules(true, false, false, false, false);
  private static final Rules RESOLVER = new Rules(false, true, false, false, false);
  private static final Rules REBUILDER = new Rules(false, false, true, false, false);
  private static final Rules RERUN = new Rules(false, false, false, true, false);
  private static final Rules BEFORE_MEMORY = new Rules(false, false, false, false, true);
  private static final Rules EVERYTHING = new Rules(true, true, true, true, true);

  private static Judgement same(Found found, Rules rules) {
    return Judgement.of(found, Match.SAME, rules);
  }

  @Test
  void a_key_that_is_free_is_run() {
    assertThat(same(Found.NOTHING, NOTHING_SPECIAL)).isEqualTo(Judgement.RUN);
  }

  @Test
  void a_key_that_is_free_and_older_than_the_memory_is_not() {
    assertThat(same(Found.NOTHING, BEFORE_MEMORY)).isEqualTo(Judgement.OUTSIDE_WINDOW);
    assertThat(same(Found.FORGOTTEN, NOTHING_SPECIAL)).isEqualTo(Judgement.OUTSIDE_WINDOW);
  }

  @Test
  void one_that_runs_is_waited_for_or_in_progress() {
    for (Found found : new Found[] {Found.RUNNING, Found.BUSY}) {
      assertThat(same(found, NOTHING_SPECIAL)).isEqualTo(Judgement.IN_PROGRESS);
      assertThat(same(found, MAY_WAIT)).isEqualTo(Judgement.WAIT);
    }
  }

  @Test
  void one_whose_lease_is_over_is_unknown_and_never_run_again_by_itself() {
    for (Found found : new Found[] {Found.LEASE_OVER, Found.UNKNOWN}) {
      assertThat(same(found, NOTHING_SPECIAL)).isEqualTo(Judgement.OUTCOME_UNKNOWN);
      assertThat(same(found, MAY_WAIT)).isEqualTo(Judgement.OUTCOME_UNKNOWN);
      assertThat(same(found, RESOLVER)).isEqualTo(Judgement.RESOLVE);
      assertThat(same(found, RERUN)).isEqualTo(Judgement.RUN_AGAIN);
    }
  }

  @Test
  void one_that_is_done_is_replayed_rebuilt_or_pointed_to() {
    assertThat(same(Found.DONE_WITH_ANSWER, NOTHING_SPECIAL)).isEqualTo(Judgement.REPLAY);
    assertThat(same(Found.DONE_WITHOUT_BODY, NOTHING_SPECIAL)).isEqualTo(Judgement.UNAVAILABLE);
    assertThat(same(Found.DONE_WITHOUT_BODY, REBUILDER)).isEqualTo(Judgement.REBUILD);
    assertThat(same(Found.DONE_EXPIRED, NOTHING_SPECIAL)).isEqualTo(Judgement.EXPIRED);
    assertThat(same(Found.DONE_UNREADABLE, NOTHING_SPECIAL)).isEqualTo(Judgement.CORRUPT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Found.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NOTHING", "BUSY", "COLLISION", "FORGOTTEN", "REFUSED"})
  void whatever_is_there_another_request_is_refused_at_once(Found found) {
    assertThat(Judgement.of(found, Match.DIFFERENT, EVERYTHING)).isEqualTo(Judgement.REUSED);
    assertThat(Judgement.of(found, Match.UNKNOWN_VERSION, EVERYTHING))
        .isEqualTo(Judgement.STORE_UNAVAILABLE);
  }

  @Test
  void a_forged_id_is_another_request() {
    assertThat(same(Found.COLLISION, EVERYTHING)).isEqualTo(Judgement.REUSED);
  }

  @Test
  void what_cannot_be_looked_for_fails_closed() {
    assertThat(same(Found.REFUSED, EVERYTHING)).isEqualTo(Judgement.STORE_UNAVAILABLE);
  }

  @ParameterizedTest
  @EnumSource(Found.class)
  void nothing_but_a_free_key_is_ever_run_without_being_asked_to_run_again(Found found) {
    for (Match match : Match.values()) {
      for (int bits = 0; bits < 32; bits++) {
        Rules rules =
            new Rules(
                (bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, (bits & 8) > 0, (bits & 16) > 0);
        Judgement judgement = Judgement.of(found, match, rules);
        if (judgement == Judgement.RUN) {
          assertThat(found).isEqualTo(Found.NOTHING);
        }
        if (judgement == Judgement.RUN_AGAIN) {
          assertThat(EnumSet.of(Found.LEASE_OVER, Found.UNKNOWN)).contains(found);
          assertThat(rules.rerun() && !rules.resolver() && match == Match.SAME).isTrue();
        }
      }
    }
  }
}
