// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTest {
  private static final DemoOptions FEW = new DemoOptions(7, 60);

  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void the_naive_lane_is_wrong_and_the_semel_lane_exact() {
    int exitCode = Main.run(List.of("demo", "--seed", "7", "--payments", "60"), captured.console());

    assertThat(captured.complained()).isEmpty();
    assertThat(exitCode).isZero();
    assertThat(captured.said())
        .contains("fsync=on synchronous_commit=on")
        .contains("--seed 7 --payments 60")
        .containsPattern("naive lane +expected [0-9.,]+  actual [0-9.,]+  WRONG  \\+")
        .containsPattern("semel lane +expected ([0-9.,]+)  actual \\1  EXACT")
        .contains("(6 duplicates, 2 lost acks, 3 crashes absorbed)")
        .contains("1 JVMs killed after the commit");
  }

  /** The negative control: the verdict does not hang on the name of the lane. */
  @Test
  void a_fresh_key_for_each_delivery_is_found_out() throws Exception {
    int exitCode = new Demo(FEW, Lane.NAIVE, new ForgetfulLane(), captured.console()).run();

    assertThat(exitCode).isEqualTo(1);
    assertThat(captured.said())
        .containsPattern("semel lane +expected [0-9.,]+  actual [0-9.,]+  WRONG  \\+")
        .doesNotContain("EXACT");
    assertThat(captured.complained()).contains("FAILED: the Semel lane is wrong");
  }
}
