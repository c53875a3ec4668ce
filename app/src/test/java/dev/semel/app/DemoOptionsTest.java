// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {
  private final CapturedConsole captured = new CapturedConsole();

  @Test
  void options_are_taken() throws Exception {
    assertThat(DemoOptions.parse(List.of("--payments", "50", "--seed", "-9")))
        .isEqualTo(new DemoOptions(-9, 50));
  }

  @Test
  void without_options_there_is_a_default_and_a_seed() throws Exception {
    assertThat(DemoOptions.parse(List.of()).payments()).isEqualTo(DemoOptions.PAYMENTS_DEFAULT);
  }

  @Test
  void an_unknown_option_is_named() {
    assertThatThrownBy(() -> DemoOptions.parse(List.of("--fast")))
        .isInstanceOf(BadArguments.class)
        .hasMessage("semel demo does not know '--fast'");
  }

  @Test
  void a_number_is_needed() {
    assertThatThrownBy(() -> DemoOptions.parse(List.of("--seed")))
        .hasMessage("--seed needs a whole number, not ''");
    assertThatThrownBy(() -> DemoOptions.parse(List.of("--payments", "many")))
        .hasMessage("--payments needs a whole number, not 'many'");
  }

  @Test
  void too_few_and_too_many_payments_are_refused_with_the_bounds() {
    assertThatThrownBy(() -> DemoOptions.parse(List.of("--payments", "19")))
        .hasMessage("--payments 19 is out of bounds: 20 to 100000, default 1500");
    assertThatThrownBy(() -> DemoOptions.parse(List.of("--payments", "4294967396")))
        .isInstanceOf(BadArguments.class);
  }

  @Test
  void misuse_ends_with_2_and_the_usage() {
    assertThat(Main.run(List.of(), captured.console())).isEqualTo(2);
    assertThat(Main.run(List.of("sing"), captured.console())).isEqualTo(2);
    assertThat(Main.run(List.of("demo", "--fast"), captured.console())).isEqualTo(2);
    assertThat(captured.complained()).contains("usage: ./semel demo");
    assertThat(captured.said()).isEmpty();
  }
}
