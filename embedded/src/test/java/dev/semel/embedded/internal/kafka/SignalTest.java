// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SignalTest {
  @Test
  void a_signal_that_nobody_gets_is_a_clear_error() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    assertThatThrownBy(() -> Signal.stop(gone))
        .hasMessageStartingWith("SEMEL-211 'kill -STOP " + gone.pid() + "' ended with ")
        .hasMessageContaining("kill() works everywhere");
  }
}
