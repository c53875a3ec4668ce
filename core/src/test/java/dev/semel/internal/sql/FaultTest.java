// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {
  @ParameterizedTest
  @CsvSource({
    "23505, 0, DUPLICATE",
    "23000, 1062, DUPLICATE",
    "40001, 0, TRY_AGAIN",
    "40P01, 0, TRY_AGAIN",
    "40001, 1213, TRY_AGAIN",
    "90131, 90131, TRY_AGAIN",
    "55P03, 0, LOCKED",
    "HY000, 1205, LOCKED",
    "HYT00, 50200, LOCKED",
    "25P02, 0, ABORTED",
    "08006, 0, CONNECTION_LOST",
    "57P01, 0, CONNECTION_LOST",
    "25P03, 0, CONNECTION_LOST",
    "25006, 0, READ_ONLY",
    "42P01, 0, NO_TABLE",
    "42S02, 1146, NO_TABLE",
    "23502, 0, OTHER",
    "22012, 0, OTHER",
    "42601, 0, OTHER"
  })
  void codes_have_their_meaning(String state, int vendor, Fault fault) {
    assertThat(Fault.of(new SQLException("x", state, vendor))).isEqualTo(fault);
  }

  @ParameterizedTest
  @CsvSource({"23502, 0", "22012, 0", "3B001, 0", "42000, 1305"})
  void only_at_the_seal_some_errors_say_that_it_is_broken(String state, int vendor) {
    SQLException e = new SQLException("x", state, vendor);
    assertThat(Fault.ofSeal(e)).isEqualTo(Fault.UNSEALED);
    assertThat(Fault.of(e)).isNotEqualTo(Fault.UNSEALED);
  }

  @Test
  void an_error_without_a_state_is_just_another_error() {
    assertThat(Fault.of(new SQLException("x"))).isEqualTo(Fault.OTHER);
    assertThat(Fault.ofSeal(new SQLException("x"))).isEqualTo(Fault.OTHER);
  }

  @Test
  void a_cause_is_found_below_other_exceptions_and_behind_a_batch() {
    SQLException deadlock = new SQLException("x", "40P01");
    SQLException batch = new SQLException("batch", "HY000");
    batch.setNextException(deadlock);
    assertThat(Fault.TRY_AGAIN.causes(new IllegalStateException(new RuntimeException(deadlock))))
        .isTrue();
    assertThat(Fault.TRY_AGAIN.causes(batch)).isTrue();
    assertThat(Fault.TRY_AGAIN.causes(new IllegalStateException("no"))).isFalse();
  }
}
