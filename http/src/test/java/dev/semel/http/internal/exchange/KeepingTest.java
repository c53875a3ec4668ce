// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import static dev.semel.http.internal.exchange.Keeping.End.LEAVE_UNKNOWN;
import static dev.semel.http.internal.exchange.Keeping.End.RELEASE;
import static dev.semel.http.internal.exchange.Keeping.End.SETTLE;
import static dev.semel.http.internal.exchange.Keeping.THREW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.http.internal.exchange.Keeping.Ended;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of what is stored: each cell of the two modes there are. */
class KeepingTest {
  private static final Effects TX = new Effects.InTransaction();
  private static final Effects UNTRACKED = new Effects.Untracked(Duration.ofSeconds(1));

  private static Keeping keeping(Effects effects, int status) {
    return Keeping.of(effects, new Ended(status, false, false), false, true);
  }

  private static Keeping nothingDone(Effects effects, int status) {
    return Keeping.of(effects, new Ended(status, true, false), false, true);
  }

  private static Keeping rollbackOnly(int status) {
    return Keeping.of(TX, new Ended(status, false, true), false, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 299, 302, 399})
  void success_is_stored(int status) {
    assertThat(keeping(TX, status)).isEqualTo(new Keeping(SETTLE, false));
    assertThat(keeping(UNTRACKED, status)).isEqualTo(new Keeping(SETTLE, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302})
  void success_that_cannot_commit_is_thrown_away(int status) {
    assertThat(rollbackOnly(status)).isEqualTo(new Keeping(RELEASE, true));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 402, 404, 409, 422, 499})
  void a_decision_against_the_request_is_stored(int status) {
    assertThat(keeping(TX, status)).isEqualTo(new Keeping(SETTLE, false));
    assertThat(keeping(UNTRACKED, status)).isEqualTo(new Keeping(SETTLE, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 422, 500})
  void an_error_that_cannot_commit_is_true_and_not_stored(int status) {
    assertThat(rollbackOnly(status)).isEqualTo(new Keeping(RELEASE, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429})
  void try_again_is_not_stored_and_without_a_transaction_no_proof_that_nothing_was_done(
      int status) {
    assertThat(keeping(TX, status)).isEqualTo(new Keeping(RELEASE, false));
    assertThat(keeping(UNTRACKED, status)).isEqualTo(new Keeping(LEAVE_UNKNOWN, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 422, 429, 500, 503})
  void who_says_that_nothing_was_done_is_believed(int status) {
    assertThat(nothingDone(TX, status)).isEqualTo(new Keeping(RELEASE, false));
    assertThat(nothingDone(UNTRACKED, status)).isEqualTo(new Keeping(RELEASE, false));
  }

  @Test
  void who_says_that_nothing_was_done_cannot_say_success() {
    assertThat(nothingDone(TX, 200)).isEqualTo(new Keeping(RELEASE, true));
    assertThat(nothingDone(UNTRACKED, 200)).isEqualTo(new Keeping(RELEASE, true));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 599, THREW})
  void a_failure_rolls_back_or_is_unknown(int status) {
    assertThat(keeping(TX, status)).isEqualTo(new Keeping(RELEASE, false));
    assertThat(keeping(UNTRACKED, status)).isEqualTo(new Keeping(LEAVE_UNKNOWN, false));
  }

  @Test
  void server_errors_may_be_stored_but_not_what_was_thrown() {
    for (Effects effects : new Effects[] {TX, UNTRACKED}) {
      assertThat(Keeping.of(effects, new Ended(500, false, false), true, true).end())
          .isEqualTo(SETTLE);
      assertThat(Keeping.of(effects, new Ended(THREW, false, false), true, true).end())
          .isNotEqualTo(SETTLE);
      assertThat(Keeping.of(effects, new Ended(429, false, false), true, true).end())
          .isNotEqualTo(SETTLE);
    }
  }

  @Test
  void client_errors_may_be_left_out() {
    for (Effects effects : new Effects[] {TX, UNTRACKED}) {
      assertThat(Keeping.of(effects, new Ended(402, false, false), false, false))
          .isEqualTo(new Keeping(RELEASE, false));
    }
  }
}
