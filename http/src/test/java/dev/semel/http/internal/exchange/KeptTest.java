// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.http.Body;
import dev.semel.http.Reply;
import dev.semel.http.internal.record.Recorded;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptTest {
  private static final Policy POLICY = new Policy("p").with(p -> p.responseBytesMax = 100);

  private static Recorded kept(int body, Reply.Header... headers) throws IOException {
    Recorded recorded =
        Kept.of(POLICY, 201, List.of(headers), Body.of(new byte[body]), "ü".repeat(255));
    assertThat(recorded.encode()).hasSizeLessThanOrEqualTo(100 + Kept.ROOM);
    return recorded;
  }

  @Test
  void an_answer_up_to_the_bound_is_kept_and_a_larger_one_is_not() throws IOException {
    assertThat(kept(100).reply()).isPresent();
    assertThat(kept(101).reply()).isEmpty();
  }

  @Test
  void headers_that_go_on_for_ever_do_not_make_what_is_kept_larger_than_it_may_be()
      throws IOException {
    Reply.Header location = new Reply.Header("Location", "/charges/1");
    Reply.Header link = new Reply.Header("Link", "ü".repeat(4_000));
    Recorded recorded = kept(100, location, link);
    assertThat(recorded.reply()).isEmpty();
    assertThat(recorded.headers()).containsExactly(location);
    assertThat(kept(100, location, new Reply.Header("Link", "x".repeat(6_000))).reply())
        .isPresent();
    assertThat(kept(100, new Reply.Header("Location", "x".repeat(8_000))).headers()).isEmpty();
  }
}
