// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import dev.semel.remote.RemoteFunctions;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The choices for an call that is a POST. Immutable and thread-safe: each choice gives another one.
 *
 * @param <Q> what is asked for
 */
public final class HttpCallBuilder<Q> {
  private final Transport transport;
  private final Function<? super Q, URI> uri;
  private final String contentType;
  private final String keyHeader;
  private final boolean quoted;
  private final HttpEndings endings;

  HttpCallBuilder(
      Transport transport,
      Function<? super Q, URI> uri,
      String contentType,
      String keyHeader,
      boolean quoted,
      HttpEndings endings) {
    this.transport = transport;
    this.uri = uri;
    this.contentType = contentType;
    this.keyHeader = keyHeader;
    this.quoted = quoted;
    this.endings = endings;
  }

  /** The header that has the key; {@code Idempotency-Key} unless said. */
  public HttpCallBuilder<Q> keyHeader(String name) {
    return new HttpCallBuilder<>(transport, uri, contentType, Checks.header(name), quoted, endings);
  }

  /** The key stands in quotes, as the IETF's draft has it. */
  public HttpCallBuilder<Q> keyInQuotes() {
    return new HttpCallBuilder<>(transport, uri, contentType, keyHeader, true, endings);
  }

  /** A header of each attempt. */
  public HttpCallBuilder<Q> header(String name, String value) {
    Objects.requireNonNull(value, "value");
    return header(name, () -> value);
  }

  /** The same, asked for each time, as for a token that expires. */
  public HttpCallBuilder<Q> header(String name, Supplier<String> value) {
    return with(transport.withHeader(Checks.header(name), Objects.requireNonNull(value, "value")));
  }

  /**
   * How long it may take, to the last byte of the answer; 30 seconds unless said. What the effect
   * has left holds if it is shorter.
   */
  public HttpCallBuilder<Q> timeout(Duration timeout) {
    return with(transport.withTimeout(Checks.positive(timeout)));
  }

  /** The largest answer that is read; 1 MiB unless said. */
  public HttpCallBuilder<Q> answerBytesMax(int bytes) {
    return with(transport.withBytesMax(Checks.positive(bytes)));
  }

  /** What the answers of this gateway mean. */
  public HttpCallBuilder<Q> endings(HttpEndings given) {
    Objects.requireNonNull(given, "endings");
    return new HttpCallBuilder<>(transport, uri, contentType, keyHeader, quoted, given);
  }

  /** The call, with what makes a result of a successful answer. */
  public <R> RemoteFunctions.Calling<Q, R> giving(Reading<? extends R> reading) {
    return new HttpCall<Q, R>(this, Objects.requireNonNull(reading, "reading"), result -> "-");
  }

  /** The same; a result without what the gateway calls it is none. */
  public <R> RemoteFunctions.Calling<Q, R> giving(
      Reading<? extends R> reading, Function<? super R, @Nullable String> reference) {
    return new HttpCall<Q, R>(
        this,
        Objects.requireNonNull(reading, "reading"),
        Objects.requireNonNull(reference, "reference"));
  }

  private HttpCallBuilder<Q> with(Transport other) {
    return new HttpCallBuilder<>(other, uri, contentType, keyHeader, quoted, endings);
  }

  Transport transport() {
    return transport;
  }

  Function<? super Q, URI> uri() {
    return uri;
  }

  String contentType() {
    return contentType;
  }

  String keyHeader() {
    return keyHeader;
  }

  boolean quoted() {
    return quoted;
  }

  HttpEndings endings() {
    return endings;
  }
}
