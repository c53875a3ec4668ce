// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.semel.http.Reply;
import dev.semel.http.Reply.Header;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderPolicyTest {
  private static List<String> kept(HeaderPolicy policy, String... names) {
    return policy.keep(Stream.of(names).map(name -> new Header(name, "x")).toList()).stream()
        .map(Header::name)
        .toList();
  }

  @Test
  void what_belongs_to_the_answer_is_kept_in_its_order_and_nothing_else() {
    assertThat(
            kept(
                HeaderPolicy.standard(),
                "Link",
                "X-Charge",
                "Content-Type",
                "LOCATION",
                "link",
                "content-language",
                "Content-Location",
                "ETag",
                "Server",
                "Last-Modified"))
        .containsExactly(
            "Link",
            "Content-Type",
            "LOCATION",
            "link",
            "content-language",
            "Content-Location",
            "ETag",
            "Last-Modified");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Set-Cookie",
        "Authorization",
        "WWW-Authenticate",
        "Date",
        "Age",
        "Connection",
        "Transfer-Encoding",
        "Content-Length",
        "Content-Encoding",
        "traceparent",
        "X-Request-Id",
        "X-B3-TraceId",
        "RateLimit-Remaining",
        "RateLimit",
        "X-RateLimit-Reset",
        "Access-Control-Allow-Origin",
        "Access-Control-Expose-Headers",
        "Strict-Transport-Security",
        "Idempotency-Key",
        "Idempotent-Replayed",
        "Proxy-Authenticate",
        "Retry-After"
      })
  void what_is_of_one_moment_is_never_kept_and_cannot_be_configured(String name) {
    assertThat(kept(HeaderPolicy.standard(), name)).isEmpty();
    for (String written :
        List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) {
      assertThat(HeaderPolicy.refused(List.of(written))).containsExactly(written);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HeaderPolicy.keeping(List.of("X-Charge", written)))
          .withMessageContaining(written);
    }
  }

  @Test
  void all_that_cannot_be_kept_are_named_at_once() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> HeaderPolicy.keeping(List.of("Set-Cookie", "X-Charge", "Date", "not a name")))
        .withMessageEndingWith(": Date, Set-Cookie, not a name");
  }

  @Test
  void an_application_keeps_more() {
    HeaderPolicy policy = HeaderPolicy.keeping(List.of("X-Charge", "Vary"));
    assertThat(kept(policy, "x-charge", "VARY", "ETag", "Server"))
        .containsExactly("x-charge", "VARY", "ETag");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nSet-Cookie: x=1",
        "a\nb",
        "a\rb",
        "a\u0000b",
        "\u007f",
        "a\u010Ab",
        "a\u560Db",
        "\u001f"
      })
  void nothing_can_end_a_header_line(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Header("Location", value));
    assertThatIllegalArgumentException().isThrownBy(() -> new Header(value, "x"));
    assertThat(Header.valid("Location", value)).isFalse();
  }

  @Test
  void what_http_allows_in_a_header_is_allowed() {
    assertThat(Header.valid("X-!#$%&'*+-.^_`|~9", "caf\u00e9\t \"x\"")).isTrue();
    assertThat(Header.valid("X", "")).isTrue();
    for (String name : List.of("", "a b", "a:", "\u00e9", "a\"", "(a)")) {
      assertThat(Header.valid(name, "x")).as(name).isFalse();
    }
  }

  @Test
  void a_reply_has_a_status_of_three_digits_and_headers_in_any_case() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Reply(99, List.of(), new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Reply(1000, List.of(), new byte[0]));
    Reply reply = new Reply(201, List.of(new Header("location", "/1")), new byte[0]);
    assertThat(reply.header("Location")).contains("/1");
    assertThat(reply.header("ETag")).isEmpty();
  }
}
