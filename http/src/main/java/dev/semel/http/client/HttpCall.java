// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import dev.semel.remote.Call;
import dev.semel.remote.CallException;
import dev.semel.remote.Ending;
import dev.semel.remote.RemoteFunctions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that is a POST: the frozen bytes with the key, sent one time for each attempt. Immutable
 * and thread-safe.
 *
 * @param <Q> what is asked for
 * @param <R> what comes of it
 */
final class HttpCall<Q, R> implements RemoteFunctions.Calling<Q, R> {
  private final HttpCallBuilder<Q> choices;
  private final Reading<? extends R> reading;
  private final Function<? super R, @Nullable String> reference;

  HttpCall(
      HttpCallBuilder<Q> choices,
      Reading<? extends R> reading,
      Function<? super R, @Nullable String> reference) {
    this.choices = choices;
    this.reading = reading;
    this.reference = reference;
  }

  @Override
  public R call(Call call, Q request) {
    Duration within = choices.transport().within(call.timeLeft());
    if (Thread.currentThread().isInterrupted()) {
      throw CallException.of(Ending.NOT_SENT, "the thread was interrupted before");
    }
    if (within.isNegative() || within.isZero()) {
      throw CallException.of(Ending.NOT_SENT, "there was no time left for it");
    }
    WatchedBody body = new WatchedBody(call.bytes());
    return result(sent(made(call, request, body), body, within));
  }

  /** Whatever goes wrong here, nothing has left us. */
  private HttpRequest.Builder made(Call call, Q request, WatchedBody body) {
    try {
      URI uri = choices.uri().apply(request);
      HttpRequest.Builder made = HttpRequest.newBuilder(uri).POST(body);
      made.setHeader("Content-Type", choices.contentType());
      choices.transport().putHeaders(made);
      made.setHeader(choices.keyHeader(), choices.quoted() ? '"' + call.key() + '"' : call.key());
      return made;
    } catch (RuntimeException e) {
      throw CallException.of(
          Ending.NOT_SENT, "its request could not be made: " + e.getClass().getName(), e);
    }
  }

  private HttpAnswer sent(HttpRequest.Builder request, WatchedBody body, Duration within) {
    try {
      return choices.transport().send(request, within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CallException.of(Ending.AMBIGUOUS, "the thread was interrupted", e);
    } catch (IOException e) {
      Ending ending = choices.endings().of(e, body.takeBack());
      // The class alone: the message of an exception may say anything.
      throw CallException.of(ending, "there was no answer: " + e.getClass().getName(), e);
    }
  }

  private R result(HttpAnswer answer) {
    Optional<Ending> ending = choices.endings().of(answer);
    if (ending.isPresent()) {
      CallException said = CallException.of(ending.get(), "it was answered " + answer.status());
      throw RetryAfter.of(answer.headers()).map(said::retryingAfter).orElse(said);
    }
    if (!answer.whole()) {
      throw unread(answer, "more than is read of an answer", null);
    }
    R result;
    try {
      result = reading.read(answer);
      if (result != null && reference(result)) {
        return result;
      }
    } catch (CallException e) {
      throw e;
    } catch (Exception e) {
      throw unread(answer, "what cannot be read: " + e.getClass().getName(), e);
    }
    throw unread(answer, result == null ? "no result" : "no reference", null);
  }

  private boolean reference(R result) {
    String found = reference.apply(result);
    return found != null && !found.isBlank();
  }

  private static CallException unread(HttpAnswer answer, String what, @Nullable Throwable cause) {
    String words = "it was answered " + answer.status() + " with " + what;
    return cause == null
        ? CallException.of(Ending.AMBIGUOUS, words)
        : CallException.of(Ending.AMBIGUOUS, words, cause);
  }
}
