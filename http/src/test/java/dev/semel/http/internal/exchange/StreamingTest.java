// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.http.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StreamingTest {
  @SuppressWarnings("unused")
  private interface Endpoints {
    Flow.Publisher<String> publisher();

    List<Stream<? extends Number>> nested();

    CompletableFuture<List<String>> later();

    String plain();

    byte[] bytes();
  }

  private static boolean streams(String method) throws Exception {
    return Streaming.in(Endpoints.class.getDeclaredMethod(method).getGenericReturnType());
  }

  @Test
  void streams_are_seen_wherever_they_are_in_a_type() throws Exception {
    assertThat(streams("publisher")).isTrue();
    assertThat(streams("nested")).isTrue();
    assertThat(Streaming.in(java.util.concurrent.SubmissionPublisher.class)).isTrue();
    assertThat(streams("later")).isFalse();
    assertThat(streams("plain")).isFalse();
    assertThat(streams("bytes")).isFalse();
    assertThat(Streaming.in(IntStream.class)).isTrue();
  }

  @Test
  void events_of_a_server_are_a_stream() {
    assertThat(Streaming.in(List.of(new Reply.Header("content-type", " Text/Event-Stream;x=1"))))
        .isTrue();
    assertThat(Streaming.in(List.of(new Reply.Header("content-type", "text/plain")))).isFalse();
  }
}
