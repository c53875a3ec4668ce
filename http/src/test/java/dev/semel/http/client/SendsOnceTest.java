// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Codec;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SendsOnceTest {
  private static final byte[] BODY = {'x', '=', '1'};

  @ParameterizedTest
  @EnumSource
  void the_client_of_the_jdk_sends_once(HttpClient.Version version) {
    HttpClient client = HttpClient.newBuilder().version(version).build();
    assertThatCode(() -> SendsOnce.check(uri -> post(client, uri))).doesNotThrowAnyException();
  }

  private static void post(HttpClient client, URI uri) throws Exception {
    HttpResponse<Void> unused =
        client.send(
            HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofByteArray(BODY))
                .build(),
            HttpResponse.BodyHandlers.discarding());
  }

  /** Why this test exists. */
  @Test
  void the_old_client_of_the_jdk_sends_twice_and_is_refused() {
    assertThatThrownBy(() -> SendsOnce.check(uri -> post(uri, false)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SEMEL-513")
        .hasMessageContaining("sent a POST 2 times");
  }

  @Test
  void the_old_client_sends_once_what_it_streams() {
    assertThatCode(() -> SendsOnce.check(uri -> post(uri, true))).doesNotThrowAnyException();
  }

  private static void post(URI uri, boolean streaming) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(10_000);
    connection.setReadTimeout(10_000);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    if (streaming) {
      connection.setFixedLengthStreamingMode(BODY.length);
    }
    try (OutputStream out = connection.getOutputStream()) {
      out.write(BODY);
    }
    assertThat(connection.getResponseCode()).isEqualTo(200);
  }

  @Test
  void a_client_that_repeats_only_what_is_lost_on_a_used_connection_is_refused() {
    HttpClient client = HttpClient.newHttpClient();
    assertThatThrownBy(
            () ->
                SendsOnce.check(
                    uri -> {
                      try {
                        post(client, uri);
                      } catch (java.io.IOException e) {
                        if (uri.getPath().contains("used")) {
                          post(client, uri);
                        }
                      }
                    }))
        .hasMessageContaining("SEMEL-513")
        .hasMessageContaining("on-a-used-connection");
  }

  @Test
  void a_client_that_sends_nothing_proves_nothing() {
    assertThatThrownBy(() -> SendsOnce.check(uri -> {})).hasMessageContaining("0 times");
  }

  @Test
  void a_client_that_may_repeat_is_refused_with_all_its_ways() {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .authenticator(new Authenticator() {})
            .build();
    System.setProperty("jdk.httpclient.enableAllMethodRetry", "true");
    try {
      assertThatThrownBy(() -> HttpCalls.with(client))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("SEMEL-514")
          .hasMessageContaining("NORMAL")
          .hasMessageContaining("authenticator")
          .hasMessageContaining("enableAllMethodRetry");
    } finally {
      System.clearProperty("jdk.httpclient.enableAllMethodRetry");
    }
    assertThatCode(() -> HttpCalls.with(HttpClient.newHttpClient())).doesNotThrowAnyException();
  }

  @Test
  void a_choice_that_cannot_be_is_refused_when_it_is_made() {
    HttpCallBuilder<String> post =
        HttpCalls.with(HttpClient.newHttpClient())
            .post(URI.create("http://127.0.0.1:1/"), Codec.text());
    assertThatThrownBy(() -> post.keyHeader("Content-Length"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> post.header("not a name", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> post.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> post.answerBytesMax(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
