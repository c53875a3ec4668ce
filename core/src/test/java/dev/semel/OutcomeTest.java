// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Key KEY = Key.of("billing", "42");

  @Test
  void only_done_gives_a_result() {
    assertThat(new Outcome.Done<>("receipt", true).orElseThrow()).isEqualTo("receipt");
    assertThatThrownBy(new Outcome.Busy<>(KEY, Duration.ofMillis(7))::orElseThrow)
        .isInstanceOfSatisfying(
            BusyException.class,
            e -> {
              assertThat(e.code()).isEqualTo("SEMEL-005");
              assertThat(e.key()).isEqualTo(KEY);
              assertThat(e.waited()).isEqualTo(Duration.ofMillis(7));
            });
    assertThatThrownBy(
            new Outcome.Mismatch<>(KEY, Outcome.Reason.FINGERPRINT, Instant.EPOCH)::orElseThrow)
        .isInstanceOfSatisfying(
            MismatchException.class,
            e -> {
              assertThat(e.code()).isEqualTo("SEMEL-006");
              assertThat(e.reason()).isEqualTo(Outcome.Reason.FINGERPRINT);
              assertThat(e.since()).contains(Instant.EPOCH);
            });
    assertThatThrownBy(new Outcome.Unknown<>(KEY, "why", null)::orElseThrow)
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("billing/42");
    assertThatThrownBy(
            new Outcome.Forgotten<>(KEY, Instant.EPOCH, Instant.EPOCH.plusSeconds(9), true)
                ::orElseThrow)
        .isInstanceOfSatisfying(
            ForgottenException.class,
            e -> {
              assertThat(e.memoryFrom()).isEqualTo(Instant.EPOCH.plusSeconds(9));
              assertThat(e.quarantined()).isTrue();
            });
  }
}
