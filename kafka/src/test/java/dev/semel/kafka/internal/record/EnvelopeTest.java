// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeTest {
  private static final Envelope SIMPLE =
      new Envelope(
          "orders",
          3,
          300,
          1_000,
          true,
          bytes("k"),
          List.of(new Envelope.Header("id", bytes("7")), new Envelope.Header("none", null)),
          false);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What was written by any version is read by all that follow. */
  @Test
  void version_1_looks_like_this_for_ever() {
    String written =
        "0107" // version, timestamp by the broker and key
            + "066f7264657273" // orders
            + "03"
            + "ac02" // 300
            + "e807" // 1000
            + "016b" // k
            + "02"
            + "0269640237" // id: 7
            + "046e6f6e6500"; // none: null
    assertThat(HexFormat.of().formatHex(SIMPLE.encode())).isEqualTo(written);
    assertSame(Envelope.decode(HexFormat.of().parseHex(written)), SIMPLE);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatever_is_written_is_read_again(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      Envelope envelope = any(random);
      assertSame(Envelope.decode(envelope.encode()), envelope);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatever_is_damaged_is_refused_or_read_as_something_and_never_runs_wild(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = any(random).encode();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      byte[] cut = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
      try {
        assertThat(Envelope.decode(cut)).isNotNull();
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("SEMEL-416");
      }
    }
  }

  @Test
  void what_ends_too_early_goes_on_too_long_or_is_of_the_future_is_refused() {
    byte[] whole = SIMPLE.encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Envelope.decode(cut)).hasMessageContaining("SEMEL-416");
    }
    assertThatThrownBy(() -> Envelope.decode(Arrays.copyOf(whole, whole.length + 1)))
        .hasMessageContaining("1 bytes follow its end");
    byte[] future = whole.clone();
    future[0] = 2;
    assertThatThrownBy(() -> Envelope.decode(future)).hasMessageContaining("version 2");
  }

  private static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  private static Envelope any(Random random) {
    List<Envelope.Header> headers = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      headers.add(
          new Envelope.Header(random.nextBoolean() ? "same" : text(random), bytesOrNull(random)));
    }
    return new Envelope(
        text(random),
        random.nextInt(Integer.MAX_VALUE),
        random.nextLong() >>> (1 + random.nextInt(63)),
        random.nextBoolean() ? -1 : random.nextLong() >>> (1 + random.nextInt(63)),
        random.nextBoolean(),
        bytesOrNull(random),
        headers,
        random.nextBoolean());
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(40), 1, 0x2fff)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static byte[] bytesOrNull(Random random) {
    if (random.nextInt(4) == 0) {
      return null;
    }
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void assertSame(Envelope read, Envelope written) {
    assertThat(read).usingRecursiveComparison().isEqualTo(written);
    assertThat(read.headers())
        .extracting(Envelope.Header::name)
        .containsExactlyElementsOf(written.headers().stream().map(Envelope.Header::name).toList());
  }
}
