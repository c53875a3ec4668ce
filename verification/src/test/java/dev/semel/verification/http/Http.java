// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A client of one site. */
record Http(int port) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final AtomicInteger KEYS = new AtomicInteger();

  /** A key nobody has used yet, quoted. */
  static String key() {
    return "\"key-%d\"".formatted(KEYS.incrementAndGet());
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
        .timeout(Duration.ofSeconds(60))
        .header("X-User", "alice")
        .header("Content-Type", "text/plain");
  }

  HttpResponse<String> post(String path, String key, String body) throws Exception {
    return send(request(path, key, body));
  }

  HttpRequest.Builder request(String path, String key, String body) {
    return to(path).header("Idempotency-Key", key).POST(HttpRequest.BodyPublishers.ofString(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static String replayed(HttpResponse<?> response) {
    return response.headers().firstValue("Idempotent-Replayed").orElse("");
  }
}
