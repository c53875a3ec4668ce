// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.remote.Call;
import dev.semel.remote.Finding;
import dev.semel.remote.RemoteFunctions;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpLookupTest {
  private static final Call CALL =
      new Call("key-1", "order-1", 1, new byte[0], Duration.ofSeconds(20));

  private static RemoteFunctions.Looking<String, String> lookup(OtherSide side) {
    return HttpCalls.with(HttpClient.newHttpClient())
        .get(key -> URI.create(side.uri() + "?key=" + key))
        .header("Authorization", "me")
        .answerBytesMax(100)
        .happened(answer -> answer.text().isEmpty() ? null : answer.text());
  }

  @Test
  void what_is_found_has_happened() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(200, "", "receipt"))) {
      assertThat(lookup(side).look(CALL, "")).isEqualTo(new Finding.Happened<>("receipt"));
      assertThat(side.requests().get(0))
          .startsWith("GET /charges?key=key-1 HTTP/1.1\r\n")
          .contains("\r\nAuthorization: me\r\n");
    }
  }

  @Test
  void what_is_not_found_is_absent() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(404, "", "no"))) {
      assertThat(lookup(side).look(CALL, "")).isEqualTo(new Finding.Absent<>());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 301, 400, 401, 403, 410, 429, 500, 503})
  void whatever_else_is_answered_says_nothing(int status) throws Exception {
    try (OtherSide side =
        OtherSide.that(OtherSide.answering("HTTP/1.1 " + status + " X\r\n\r\n"))) {
      assertThatThrownBy(() -> lookup(side).look(CALL, "")).hasMessageContaining("" + status);
    }
  }

  @Test
  void an_answer_that_is_too_large_says_nothing() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(200, "", "x".repeat(101)))) {
      assertThatThrownBy(() -> lookup(side).look(CALL, "")).hasMessageContaining("200");
    }
  }

  @Test
  void what_is_found_may_be_pending() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(200, "", "pending"))) {
      RemoteFunctions.Looking<String, String> lookup =
          HttpCalls.with(HttpClient.newHttpClient())
              .get(key -> side.uri())
              .finding(answer -> new Finding.Pending<String>());
      assertThat(lookup.look(CALL, "")).isEqualTo(new Finding.Pending<>());
    }
  }
}
