// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One request and its whole answer, within a time and a size. Immutable.
 *
 * @param timeout for all of it, to the last byte of the answer
 */
record Transport(
    HttpClient client, Map<String, Supplier<String>> headers, Duration timeout, int bytesMax) {
  static final Duration TIMEOUT = Duration.ofSeconds(30);
  static final int BYTES_MAX = 1 << 20;

  /** By how much the client's own timer comes first, which knows whether there was a connection. */
  private static final Duration EARLIER = Duration.ofMillis(100);

  static Transport of(HttpClient client) {
    return new Transport(client, Map.of(), TIMEOUT, BYTES_MAX);
  }

  Transport withHeader(String name, Supplier<String> value) {
    Map<String, Supplier<String>> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Transport(client, more, timeout, bytesMax);
  }

  Transport withTimeout(Duration given) {
    return new Transport(client, headers, given, bytesMax);
  }

  Transport withBytesMax(int given) {
    return new Transport(client, headers, timeout, given);
  }

  /** The shorter of both. */
  Duration within(Duration timeLeft) {
    return timeLeft.compareTo(timeout) < 0 ? timeLeft : timeout;
  }

  void putHeaders(HttpRequest.Builder request) {
    headers.forEach((name, value) -> request.setHeader(name, value.get()));
  }

  HttpAnswer send(HttpRequest.Builder request, Duration within)
      throws IOException, InterruptedException {
    Duration tenth = within.dividedBy(10);
    request.timeout(within.minus(tenth.compareTo(EARLIER) < 0 ? tenth : EARLIER));
    CompletableFuture<HttpResponse<BoundedBody.Bytes>> sent =
        client.sendAsync(request.build(), head -> new BoundedBody(bytesMax));
    try {
      HttpResponse<BoundedBody.Bytes> answer = sent.get(within.toNanos(), TimeUnit.NANOSECONDS);
      BoundedBody.Bytes body = answer.body();
      return new HttpAnswer(answer.statusCode(), answer.headers(), body.bytes(), body.whole());
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer within " + within);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IOException(e.getCause());
    } finally {
      // Ends the exchange where nobody waits for it any more; nothing where it is over.
      sent.cancel(true);
    }
  }
}
