// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A look at a running server from outside, to be taken once when it starts: does security come
 * before the replay, and does the replay engage? Nothing but its own path is touched. Immutable and
 * safe to share between threads.
 */
public final class SelfTest {
  private static final int MILLIS_MAX = 10_000;
  private static final int BODY_BYTES_MAX = 4096;

  private final URI uri;
  private final Map<String, String> credentials;

  private SelfTest(URI uri, Map<String, String> credentials) {
    this.uri = uri;
    this.credentials = Map.copyOf(credentials);
  }

  /** A test against the path given to {@link IdempotencyBuilder#selfTestPath}, on this server. */
  public static SelfTest of(URI uri) {
    return new SelfTest(Objects.requireNonNull(uri, "uri"), Map.of());
  }

  /** A header of somebody who may call, such as {@code Authorization}. It is never shown. */
  public SelfTest as(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(credentials);
    more.put(header, value);
    return new SelfTest(uri, more);
  }

  /**
   * Looks.
   *
   * @throws IllegalStateException if the server is not as it has to be
   * @throws IOException if it cannot be reached
   */
  public void run() throws IOException {
    Seen stranger = post(key(), Map.of());
    if (stranger.reachedUs()) {
      throw new IllegalStateException(
          ("SEMEL-503 a request without credentials reached the idempotency filter (it answered %d):"
                  + " what was answered to one caller could be replayed to whoever has lost the right"
                  + " to it. Register the filter behind the one that authenticates and authorizes")
              .formatted(stranger.status));
    }
    String key = key();
    Seen first = post(key, credentials);
    Seen second = post(key, credentials);
    if (!first.is("false") || !second.is("true") || !first.body.equals(second.body)) {
      throw new IllegalStateException(
          ("SEMEL-506 a request that was sent twice was not replayed (it was answered %d and %d):"
                  + " the filter is not on this path, or the self-test has none, or these"
                  + " credentials are refused")
              .formatted(first.status, second.status));
    }
  }

  private static String key() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return '"' + HexFormat.of().formatHex(random) + '"';
  }

  private Seen post(String key, Map<String, String> headers) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(MILLIS_MAX);
    connection.setReadTimeout(MILLIS_MAX);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Idempotency-Key", key);
    headers.forEach(connection::setRequestProperty);
    connection.setDoOutput(true);
    // What is streamed is not sent a second time by the client itself, which would look like a
    // replay.
    connection.setFixedLengthStreamingMode(0);
    try {
      connection.getOutputStream().close();
      int status = connection.getResponseCode();
      return new Seen(
          status,
          connection.getHeaderField("Idempotency-Key"),
          connection.getHeaderField("Idempotent-Replayed"),
          body(connection, status));
    } finally {
      connection.disconnect();
    }
  }

  private static String body(HttpURLConnection connection, int status) throws IOException {
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return in == null ? "" : new String(in.readNBytes(BODY_BYTES_MAX), StandardCharsets.UTF_8);
    }
  }

  private record Seen(int status, @Nullable String key, @Nullable String replayed, String body) {
    boolean reachedUs() {
      return key != null || replayed != null || status < 300;
    }

    boolean is(String marker) {
      return status == 200 && marker.equals(replayed);
    }
  }
}
