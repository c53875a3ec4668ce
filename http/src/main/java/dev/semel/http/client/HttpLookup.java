// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import dev.semel.remote.Call;
import dev.semel.remote.Finding;
import dev.semel.remote.RemoteFunctions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The choices for asking a gateway with a GET what became of a call: 404 is that it knows nothing
 * of it, and whatever else is no success is no answer to the question. Immutable and thread-safe:
 * each choice gives another one.
 */
public final class HttpLookup {
  private static final int NOT_FOUND = 404;

  private final Transport transport;
  private final Function<String, URI> uri;

  HttpLookup(Transport transport, Function<String, URI> uri) {
    this.transport = transport;
    this.uri = uri;
  }

  /** A header of each request. */
  public HttpLookup header(String name, String value) {
    Objects.requireNonNull(value, "value");
    return header(name, () -> value);
  }

  /** The same, asked for each time. */
  public HttpLookup header(String name, Supplier<String> value) {
    return new HttpLookup(
        transport.withHeader(Checks.header(name), Objects.requireNonNull(value, "value")), uri);
  }

  /** How long it may take, to the last byte of the answer; 30 seconds unless said. */
  public HttpLookup timeout(Duration timeout) {
    return new HttpLookup(transport.withTimeout(Checks.positive(timeout)), uri);
  }

  /** The largest answer that is read; 1 MiB unless said. */
  public HttpLookup answerBytesMax(int bytes) {
    return new HttpLookup(transport.withBytesMax(Checks.positive(bytes)), uri);
  }

  /** What is found has happened, with this result. */
  public <Q, R> RemoteFunctions.Looking<Q, R> happened(Reading<? extends R> reading) {
    Objects.requireNonNull(reading, "reading");
    return finding(
        answer -> {
          R result = reading.read(answer);
          return result == null ? null : new Finding.Happened<>(result);
        });
  }

  /** What is found has to be looked at to say, as where a charge may still be pending. */
  public <Q, R> RemoteFunctions.Looking<Q, R> finding(Reading<? extends Finding<R>> reading) {
    Objects.requireNonNull(reading, "reading");
    return (call, request) -> look(call, reading);
  }

  private <R> Finding<R> look(Call call, Reading<? extends Finding<R>> reading) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri.apply(call.key())).GET();
    transport.putHeaders(request);
    HttpAnswer answer = transport.send(request, transport.within(call.timeLeft()));
    if (answer.status() == NOT_FOUND) {
      return new Finding.Absent<>();
    }
    Finding<R> found = answer.isSuccess() && answer.whole() ? reading.read(answer) : null;
    if (found == null) {
      throw new IOException("it was asked, and answered " + answer.status() + " without saying");
    }
    return found;
  }
}
