// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.http.Reply;
import dev.semel.http.Reply.Header;
import dev.semel.http.internal.record.Recorded.Kept;
import dev.semel.http.internal.record.Recorded.NotKept;
import dev.semel.http.internal.record.Recorded.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordedTest {
  private static final Recorded CREATED =
      Recorded.of(
          new Reply(
              201,
              List.of(
                  new Header("Location", "/charges/1"),
                  new Header("Link", "<a>"),
                  new Header("Link", "<caf\u00e9>"),
                  new Header("ETag", "")),
              "{\"id\":1}".getBytes(UTF_8)));

  private static Recorded again(Recorded recorded) {
    return Recorded.decode(recorded.encode()).orElseThrow();
  }

  /** The right checksum at the end, as nobody but we would put it there. */
  private static byte[] sealed(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  @Test
  void an_answer_comes_back_as_it_was() {
    Reply reply = again(CREATED).reply().orElseThrow();
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.headers()).isEqualTo(CREATED.headers());
    assertThat(reply.body()).isEqualTo("{\"id\":1}".getBytes(UTF_8));
    assertThat(again(CREATED).location()).contains("/charges/1");
  }

  @Test
  void an_answer_without_a_body_has_one_of_no_bytes() {
    Reply reply = again(Recorded.of(new Reply(204, List.of(), new byte[0]))).reply().orElseThrow();
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.body()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void of_a_body_that_was_not_kept_the_rest_is(Reason reason) {
    for (NotKept body :
        List.of(new NotKept(reason, "charge-1 \uD83D\uDE00"), new NotKept(reason, null))) {
      Recorded recorded = again(new Recorded(202, CREATED.headers(), body));
      assertThat(recorded.body()).isEqualTo(body);
      assertThat(recorded.status()).isEqualTo(202);
      assertThat(recorded.location()).contains("/charges/1");
      assertThat(recorded.reply()).isEmpty();
    }
  }

  @Test
  void the_first_version_is_for_ever() {
    String bytes =
        "01"
            + "00c9"
            + "00000001"
            + "00000004"
            + "45546167"
            + "00000002"
            + "2278"
            + "00"
            + "00000003"
            + "010203";
    byte[] stored = sealed(HexFormat.of().parseHex(bytes + "00000000"));
    Recorded recorded = Recorded.decode(stored).orElseThrow();
    assertThat(recorded.headers()).containsExactly(new Header("ETag", "\"x"));
    assertThat(((Kept) recorded.body()).bytes()).containsExactly(1, 2, 3);
    assertThat(recorded.encode()).isEqualTo(stored);
    assertThat(Arrays.stream(Reason.values()).map(Reason::number)).containsExactly(1, 2, 3);
  }

  @Test
  void another_version_cannot_be_read() {
    byte[] bytes = CREATED.encode();
    bytes[0] = 2;
    assertThat(Recorded.decode(sealed(bytes))).isEmpty();
  }

  @Test
  void cut_anywhere_it_is_no_answer() {
    byte[] bytes = CREATED.encode();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(Recorded.decode(Arrays.copyOf(bytes, length))).as("cut at %d", length).isEmpty();
      if (length >= 4) {
        assertThat(Recorded.decode(sealed(Arrays.copyOf(bytes, length)))).isEmpty();
      }
    }
    assertThat(Recorded.decode(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
    assertThat(Recorded.decode(sealed(Arrays.copyOf(bytes, bytes.length + 1)))).isEmpty();
  }

  @Test
  void with_any_one_or_two_bits_turned_it_is_no_answer() {
    byte[] bytes = CREATED.encode();
    for (int one = 0; one < bytes.length * 8; one++) {
      byte[] damaged = bytes.clone();
      damaged[one / 8] ^= (byte) (1 << (one % 8));
      assertThat(Recorded.decode(damaged)).isEmpty();
      for (int two = one + 1; two < Math.min(one + 20, bytes.length * 8); two++) {
        byte[] worse = damaged.clone();
        worse[two / 8] ^= (byte) (1 << (two % 8));
        assertThat(Recorded.decode(worse)).isEmpty();
      }
    }
  }

  /** As if the checksum had been made by who damaged the rest: no lengths are believed. */
  @Test
  void with_a_right_checksum_over_nonsense_it_is_an_answer_or_none_and_never_throws() {
    Random random = new Random(42);
    byte[] bytes = CREATED.encode();
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] damaged = random.nextInt(4) == 0 ? new byte[4 + random.nextInt(40)] : bytes.clone();
      if (damaged.length != bytes.length) {
        random.nextBytes(damaged);
        damaged[0] = 1;
      }
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Optional<Recorded> decoded = Recorded.decode(sealed(damaged));
      read += decoded.isPresent() ? 1 : 0;
      decoded.ifPresent(d -> assertThat(d.encode()).hasSizeLessThanOrEqualTo(damaged.length));
    }
    assertThat(read).as("changed only in what may change").isPositive();
  }

  @Test
  void lengths_and_counts_of_billions_are_refused_before_anything_is_made_of_that_size() {
    for (String bytes :
        List.of(
            "0100c97fffffff" + "00000000",
            "0100c9ffffffff" + "00000000",
            "0100c9000000017fffffff41" + "00000000",
            "0100c900000000007fffffff" + "00000000",
            "0100c90000000000ffffffff" + "00000000")) {
      assertThat(Recorded.decode(sealed(HexFormat.of().parseHex(bytes)))).isEmpty();
    }
  }

  @Test
  void a_header_that_would_end_its_line_makes_it_no_answer() {
    Recorded one = new Recorded(200, List.of(new Header("ETag", "a--b")), new Kept(new byte[0]));
    byte[] bytes = one.encode();
    int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("--");
    bytes[at] = '\r';
    bytes[at + 1] = '\n';
    assertThat(Recorded.decode(sealed(bytes))).isEmpty();
  }

  @Test
  void a_status_that_is_none_makes_it_no_answer() {
    byte[] bytes = CREATED.encode();
    bytes[1] = 0;
    bytes[2] = 7;
    assertThat(Recorded.decode(sealed(bytes))).isEmpty();
  }
}
