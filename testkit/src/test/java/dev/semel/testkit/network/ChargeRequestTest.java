// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may send, and what is refused instead of guessed. */
class ChargeRequestTest {
  private static final ChargeRequest EXPECTED = new ChargeRequest(4_200, "EUR", "a \"b\" é\n");

  @Test
  void a_form_and_an_object_say_the_same() throws Exception {
    assertThat(form("amount=4200&currency=EUR&reference=a+%22b%22+%C3%A9%0A")).isEqualTo(EXPECTED);
    assertThat(
            json(
                " { \"reference\" : \"a \\\"b\\\" \\u00e9\\n\", \"amount\":4200 ,\n\"currency\":"
                    + "\"EUR\"} "))
        .isEqualTo(EXPECTED);
    assertThat(form("currency=EUR&amount=1")).isEqualTo(new ChargeRequest(1, "EUR", null));
    assertThat(json("{\"amount\":999999999999999999,\"currency\":\"\\u0045UR\"}"))
        .isEqualTo(new ChargeRequest(999_999_999_999_999_999L, "EUR", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "amount=1",
        "amount=0&currency=EUR",
        "amount=-1&currency=EUR",
        "amount=1.5&currency=EUR",
        "amount=01&currency=EUR",
        "amount=1000000000000000000&currency=EUR",
        "amount=1&currency=eur",
        "amount=1&currency=EURO",
        "amount=1&currency=EUR&secret=x",
        "amount=1&amount=2&currency=EUR",
        "amount=1&currency=EUR&",
        "amount=1&currency",
        "amount=1&currency=%ZZ"
      })
  void a_form_that_is_not_quite_right_is_refused(String body) {
    assertThatThrownBy(() -> form(body))
        .isInstanceOf(BadRequest.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "null",
        "{\"amount\":1,\"currency\":\"EUR\"",
        "{\"amount\":1,\"currency\":\"EUR\",}",
        "{\"amount\":1,\"currency\":\"EUR\"}x",
        "{\"amount\":\"1\",\"currency\":\"EUR\"}",
        "{\"amount\":1.0,\"currency\":\"EUR\"}",
        "{\"amount\":1e3,\"currency\":\"EUR\"}",
        "{\"amount\":01,\"currency\":\"EUR\"}",
        "{\"amount\":+1,\"currency\":\"EUR\"}",
        "{\"amount\":-1,\"currency\":\"EUR\"}",
        "{\"amount\":- 1,\"currency\":\"EUR\"}",
        "{\"amount\":1000000000000000000,\"currency\":\"EUR\"}",
        "{\"amount\":1,\"amount\":1,\"currency\":\"EUR\"}",
        "{\"amount\":1,\"currency\":null}",
        "{\"amount\":1,\"currency\":{}}",
        "{\"amount\":1,\"currency\":\"EUR\",\"reference\":7}",
        "{\"amount\":1,\"currency\":\"EUR\",\"reference\":\"\\x\"}",
        "{\"amount\":1,\"currency\":\"EUR\",\"reference\":\"\\u00g0\"}",
        "{\"amount\":1,\"currency\":\"EUR\",\"reference\":\"a\nb\"}",
        "{amount:1,\"currency\":\"EUR\"}",
        "{'amount':1,\"currency\":\"EUR\"}"
      })
  void an_object_that_is_not_quite_right_is_refused(String body) {
    assertThatThrownBy(() -> json(body)).isInstanceOf(BadRequest.class);
  }

  @Test
  void other_types_and_broken_text_are_refused() {
    byte[] right = "amount=1&currency=EUR".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ChargeRequest.read("text/plain", right))
        .isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> ChargeRequest.read(null, right)).isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> ChargeRequest.read("application/json", new byte[] {(byte) 0xff}))
        .hasMessage("the body is not UTF-8");
  }

  private static ChargeRequest form(String body) throws BadRequest {
    return ChargeRequest.read(
        "application/x-www-form-urlencoded; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  private static ChargeRequest json(String body) throws BadRequest {
    return ChargeRequest.read("application/json", body.getBytes(StandardCharsets.UTF_8));
  }
}
