// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;

class PlanTest {
  @Test
  void the_same_seed_gives_the_same_plan() {
    assertThat(Plan.of(42, 500)).isEqualTo(Plan.of(42, 500));
  }

  @Test
  void another_seed_gives_another_plan() {
    assertThat(Plan.of(42, 500).payments()).isNotEqualTo(Plan.of(43, 500).payments());
  }

  @Test
  void each_fault_has_its_share_and_no_payment_meets_two() {
    Plan plan = Plan.of(42, 1_000);
    assertThat(Collections.frequency(plan.faults().values(), Fault.DUPLICATE)).isEqualTo(100);
    assertThat(Collections.frequency(plan.faults().values(), Fault.LOST_ACK)).isEqualTo(40);
    assertThat(Collections.frequency(plan.faults().values(), Fault.CRASH)).isEqualTo(10);
    assertThat(Collections.frequency(plan.faults().values(), Fault.CUT_CONNECTION)).isEqualTo(10);
    assertThat(Collections.frequency(plan.faults().values(), Fault.KILLED_JVM)).isEqualTo(5);
    assertThat(plan.faults()).hasSize(165);
  }

  @Test
  void the_smallest_plan_has_every_fault() {
    assertThat(Plan.of(1, DemoOptions.PAYMENTS_MIN).faults().values()).contains(Fault.values());
  }

  @Test
  void jvms_are_killed_a_few_times_at_most() {
    Plan plan = Plan.of(42, 10_000);
    assertThat(Collections.frequency(plan.faults().values(), Fault.KILLED_JVM)).isEqualTo(5);
  }
}
