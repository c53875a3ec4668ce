// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import dev.semel.Codec;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The door for remote effects over HTTP, with the JDK's client, which is the caller's and is not
 * closed. Immutable and thread-safe.
 */
public final class HttpCalls {
  private static final String RETRIES = "jdk.httpclient.enableAllMethodRetry";

  private final HttpClient client;

  private HttpCalls(HttpClient client) {
    this.client = client;
  }

  /**
   * Calls with a client.
   *
   * @throws IllegalArgumentException with all by which the client would send a POST more than once
   */
  public static HttpCalls with(HttpClient client) {
    List<String> problems = problems(Objects.requireNonNull(client, "client"));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "SEMEL-514 this client may send a POST more than once: " + String.join("; ", problems));
    }
    return new HttpCalls(client);
  }

  private static List<String> problems(HttpClient client) {
    List<String> problems = new ArrayList<>();
    if (client.followRedirects() != HttpClient.Redirect.NEVER) {
      problems.add("followRedirects is %s, and not NEVER".formatted(client.followRedirects()));
    }
    if (client.authenticator().isPresent()) {
      problems.add("it has an authenticator, which repeats what was refused; set the header");
    }
    String retries = System.getProperty(RETRIES);
    if (retries != null && !retries.equalsIgnoreCase("false")) {
      problems.add("the system property %s is '%s'".formatted(RETRIES, retries));
    }
    return problems;
  }

  /**
   * A POST to there.
   *
   * @param requests the codec of the effect's requests, for what its bytes are called
   */
  public <Q> HttpCallBuilder<Q> post(URI uri, Codec<Q> requests) {
    Objects.requireNonNull(uri, "uri");
    return post((Q request) -> uri, requests);
  }

  /** A POST to where the request says, which has to be the same place each time. */
  public <Q> HttpCallBuilder<Q> post(Function<? super Q, URI> uri, Codec<Q> requests) {
    return new HttpCallBuilder<>(
        Transport.of(client),
        Objects.requireNonNull(uri, "uri"),
        requests.contentType(),
        "Idempotency-Key",
        false,
        HttpEndings.standard());
  }

  /** A GET, to ask what became of a call with this key. */
  public HttpLookup get(Function<String, URI> uriOfKey) {
    return new HttpLookup(Transport.of(client), Objects.requireNonNull(uriOfKey, "uriOfKey"));
  }
}
