// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Outcome;
import dev.semel.http.Reply;
import dev.semel.http.internal.record.Recorded;
import dev.semel.spi.Claims;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the ledger answers, in the words of the table. */
class FoundTest {
  private static final Instant SINCE = Instant.parse("2026-11-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Recorded KEPT = Recorded.of(new Reply(200, List.of(), new byte[0]));
  private static final Recorded NOT_KEPT =
      new Recorded(200, List.of(), new Recorded.NotKept(Recorded.Reason.SECRET, null));

  private static Claims.Standing standing(Claims.State state, Instant now, Instant leaseUntil) {
    return new Claims.Standing(state, null, SINCE, now, 1, leaseUntil, null);
  }

  private static Found done(Optional<Recorded> recorded, Duration age) {
    Claims.Standing standing = standing(Claims.State.DONE, SINCE.plus(age), null);
    return Found.in(standing, recorded, DAY);
  }

  private static Found in(Claims.Answer answer) {
    return Found.in(answer, Optional.empty(), DAY);
  }

  @Test
  void claims_run_until_their_lease_is_over_by_the_databases_clock() {
    Instant until = SINCE.plusSeconds(10);
    assertThat(in(standing(Claims.State.CLAIMED, until.minusNanos(1), until)))
        .isEqualTo(Found.RUNNING);
    assertThat(in(standing(Claims.State.CLAIMED, until, until))).isEqualTo(Found.LEASE_OVER);
    assertThat(in(standing(Claims.State.CLAIMED, until, null))).isEqualTo(Found.LEASE_OVER);
  }

  @Test
  void what_waits_for_a_person_is_unknown() {
    assertThat(in(standing(Claims.State.UNKNOWN, SINCE, null))).isEqualTo(Found.UNKNOWN);
    assertThat(in(standing(Claims.State.PARKED, SINCE, null))).isEqualTo(Found.UNKNOWN);
  }

  @Test
  void what_is_done_is_kept_from_its_end_on() {
    assertThat(done(Optional.of(KEPT), Duration.ZERO)).isEqualTo(Found.DONE_WITH_ANSWER);
    assertThat(done(Optional.of(KEPT), DAY.minusNanos(1))).isEqualTo(Found.DONE_WITH_ANSWER);
    assertThat(done(Optional.of(KEPT), DAY)).isEqualTo(Found.DONE_EXPIRED);
    assertThat(done(Optional.of(NOT_KEPT), Duration.ZERO)).isEqualTo(Found.DONE_WITHOUT_BODY);
    assertThat(done(Optional.empty(), DAY)).isEqualTo(Found.DONE_EXPIRED);
    assertThat(done(Optional.empty(), Duration.ZERO)).isEqualTo(Found.DONE_UNREADABLE);
  }

  @Test
  void the_other_answers() {
    assertThat(in(new Claims.Busy())).isEqualTo(Found.BUSY);
    assertThat(in(new Claims.Forgotten(SINCE, SINCE))).isEqualTo(Found.FORGOTTEN);
    assertThat(in(new Claims.Refused(Outcome.Reason.COLLISION))).isEqualTo(Found.COLLISION);
    assertThat(in(new Claims.Refused(Outcome.Reason.ORIGIN_MISSING))).isEqualTo(Found.REFUSED);
  }
}
