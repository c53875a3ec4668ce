// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.semel.Codec;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteEffectBuilderTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration EVER = ChronoUnit.FOREVER.getDuration();

  /** Only for the type of the arguments. */
  private interface Choice extends Consumer<RemoteEffectBuilder<String, String>> {}

  private static RemoteEffectBuilder<String, String> named(String name) {
    return RemoteEffect.named(name, Codec.text(), Codec.text());
  }

  private static RemoteEffectBuilder<String, String> charge() {
    return named("charge").call((call, request) -> "receipt");
  }

  private static Arguments refused(String says, Choice choice) {
    return arguments(says, choice);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refused("nothing says what to do when an answer is lost", b -> {}),
        refused("idempotentFor(how long)", b -> b.arrivingWithin(DAY).neverArrivingLater()),
        refused("for gateways that can do nothing else", b -> b.idempotentFor(DAY).neverRepeat()),
        refused("for gateways that can do nothing else", b -> b.idempotentFor(DAY).mayDuplicate()),
        refused(
            "for gateways that can do nothing else",
            b -> b.lookup((c, q) -> new Finding.Absent<>(), DAY).neverRepeat()),
        refused(
            "for gateways that can do nothing else",
            b -> b.reversedBy((c, q) -> {}).mayDuplicate()),
        refused("are opposites", b -> b.neverRepeat().mayDuplicate()),
        refused(
            "timeout is PT0S, allowed is PT0.001S", b -> b.neverRepeat().timeout(Duration.ZERO)),
        refused("timeout is PT1H0.001S", b -> b.neverRepeat().timeout(hourAnd(1))),
        refused("timeout is PT2562047788015215", b -> b.neverRepeat().timeout(EVER)),
        refused("skew is PT-1S, allowed", b -> b.neverRepeat().skew(Duration.ofSeconds(-1))),
        refused("skew is PT0S, allowed", b -> b.neverRepeat().skew(Duration.ZERO)),
        refused("skew is PT1H0.001S", b -> b.neverRepeat().skew(hourAnd(1))),
        refused("the first pause is PT0S", b -> b.neverRepeat().pausing(Duration.ZERO, DAY)),
        refused(
            "the longest pause is PT1S, allowed is PT2S",
            b -> b.neverRepeat().pausing(Duration.ofSeconds(2), Duration.ofSeconds(1))),
        refused("the longest pause is", b -> b.neverRepeat().pausing(DAY, EVER)),
        refused("attemptsMax is 0, allowed is 1", b -> b.neverRepeat().attemptsMax(0)),
        refused("21 characters are too short", b -> b.neverRepeat().keyLengthMax(21)),
        refused(
            "visibleAfter is PT-1S",
            b -> b.lookup((c, q) -> new Finding.Absent<>(), Duration.ofSeconds(-1))),
        refused(
            "arrivingWithin is PT-1S",
            b -> b.reversedBy((c, q) -> {}).arrivingWithin(Duration.ofSeconds(-1))),
        refused(
            "stoppingBeforeTheEnd is PT-1S",
            b -> b.idempotentFor(DAY).stoppingBeforeTheEnd(Duration.ofSeconds(-1))),
        refused("idempotentFor is PT0S", b -> b.idempotentFor(Duration.ZERO)),
        refused("idempotentFor is PT2562047788015215", b -> b.idempotentFor(EVER)),
        // The last hour of it is the margin, and a call takes 40 s.
        refused("nothing could ever be sent again", b -> b.idempotentFor(hourAnd(40_000))),
        refused(
            "could arrive when the key is forgotten",
            b -> b.idempotentFor(DAY).stoppingBeforeTheEnd(Duration.ofMillis(39_999))));
  }

  private static Duration hourAnd(long millis) {
    return Duration.ofHours(1).plusMillis(millis);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void what_is_not_honest_or_makes_no_sense_does_not_build(String says, Choice choice) {
    RemoteEffectBuilder<String, String> builder = charge();
    choice.accept(builder);
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageStartingWith("SEMEL-070 the remote effect charge: ")
        .withMessageContaining(says)
        .satisfies(e -> assertThat(e.getMessage().split("; ")).hasSize(1));
  }

  static Stream<Choice> choices() {
    return Stream.of(
        b -> b.idempotentFor(DAY),
        b -> b.idempotentFor(DAY).stoppingBeforeTheEnd(Duration.ofSeconds(40)),
        b -> b.idempotentFor(hourAnd(40_001)),
        b -> b.idempotentFor(DAY).lookup((c, q) -> new Finding.Absent<>(), Duration.ZERO),
        b -> b.idempotentFor(DAY).reversedBy((c, q) -> {}),
        b -> b.lookup((c, q) -> new Finding.Absent<>(), DAY),
        b -> b.lookup((c, q) -> new Finding.Absent<>(), DAY).neverArrivingLater(),
        b -> b.lookup((c, q) -> new Finding.Absent<>(), DAY).reversedBy((c, q) -> {}),
        b -> b.reversedBy((c, q) -> {}),
        b -> b.neverRepeat(),
        b -> b.mayDuplicate().attemptsMax(1).keyLengthMax(22),
        b -> b.mayDuplicate().timeout(Duration.ofHours(1)).skew(Duration.ofMillis(1)),
        b -> b.mayDuplicate().pausing(Duration.ofMillis(1), Duration.ofMillis(1)));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void an_honest_choice_builds(Choice choice) {
    RemoteEffectBuilder<String, String> builder = charge();
    choice.accept(builder);
    assertThat(builder.build().name()).isEqualTo("charge");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "gr\u00fcn", "tab\t"})
  void a_name_that_cannot_be_kept_is_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> named(name).call((call, request) -> "").neverRepeat().build())
        .withMessageContaining("its name needs 1 to 80 visible ASCII characters");
  }

  @Test
  void a_name_has_80_characters_at_most() {
    assertThat(named("n".repeat(80)).call((call, request) -> "").neverRepeat().build().name())
        .hasSize(80);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> named("n".repeat(81)).call((call, request) -> "").neverRepeat().build());
  }

  @Test
  void all_that_is_wrong_is_said_at_once_and_what_to_do_about_it() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                named("")
                    .keyLengthMax(10)
                    .timeout(Duration.ZERO)
                    .skew(Duration.ZERO)
                    .attemptsMax(0)
                    .build())
        .withMessageStartingWith("SEMEL-070 ")
        .withMessageContaining("its name needs")
        .withMessageContaining("it does not say how the call is made: call(...)")
        .withMessageContaining("22 are needed")
        .withMessageContaining("idempotentFor(how long)")
        .withMessageContaining("neverRepeat(), and a person is asked, or mayDuplicate()")
        .withMessageContaining("timeout is")
        .withMessageContaining("skew is")
        .withMessageContaining("attemptsMax is");
  }
}
