// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An endpoint as one writes it with a library that knows nothing of HTTP: the key is whatever the
 * header says, each caller has keys of his own, and what fails is answered with 500.
 */
@FunctionalInterface
interface KeyedWork {
  /** The work of this key, or whatever is answered in its place. */
  Answer once(String id, Call call) throws Exception;

  static HttpHandler handler(KeyedWork work) {
    return exchange -> Site.send(exchange, answer(work, exchange));
  }

  private static Answer answer(KeyedWork work, HttpExchange exchange) throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    if (key == null || key.isBlank()) {
      return Answer.text(400, "Idempotency-Key is missing");
    }
    Call call = Call.of(exchange);
    try {
      return work.once(call.key(), call);
    } catch (Exception | StackOverflowError e) {
      return declined(e)
          .map(Answer.Declined::answer)
          .orElse(Answer.text(500, "the charge was not made"));
    }
  }

  private static Optional<Answer.Declined> declined(Throwable thrown) {
    return Stream.iterate(thrown, t -> t != null, Throwable::getCause)
        .limit(20)
        .filter(Answer.Declined.class::isInstance)
        .map(Answer.Declined.class::cast)
        .findFirst();
  }
}
