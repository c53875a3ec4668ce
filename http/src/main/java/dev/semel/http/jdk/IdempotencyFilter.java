// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.jdk;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.semel.Key;
import dev.semel.Tx;
import dev.semel.http.Body;
import dev.semel.http.Decision;
import dev.semel.http.Ending;
import dev.semel.http.Idempotency;
import dev.semel.http.Problem;
import dev.semel.http.Reply;
import dev.semel.http.Running;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Idempotency keys for the server of the JDK. Immutable and thread-safe. The work gets an exchange
 * of ours, which is never an {@code HttpsExchange}, and has answered when it returns.
 *
 * <p>The filters of a context run before its {@code Authenticator}. So with an authenticator this
 * one belongs {@linkplain #before in front of the handler}; among the filters it is right only
 * behind one that authenticates.
 *
 * <p>A client that sends nothing at all holds a thread until the server cuts it off, which this
 * server does only if it was started with {@code -Dsun.net.httpserver.maxReqTime=SECONDS}.
 */
public final class IdempotencyFilter extends Filter {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.http");
  private static final String EXPOSED =
      "Idempotency-Key, Idempotent-Replayed, Idempotency-Status, Idempotency-Expires";

  private final Idempotency idempotency;
  private final Callers callers;

  private IdempotencyFilter(Idempotency idempotency, Callers callers) {
    this.idempotency = Objects.requireNonNull(idempotency, "idempotency");
    this.callers = Objects.requireNonNull(callers, "callers");
  }

  /** A filter for an API whose callers are found like this. */
  public static IdempotencyFilter of(Idempotency idempotency, Callers callers) {
    return new IdempotencyFilter(idempotency, callers);
  }

  /** A handler with this filter in front, behind the authenticator of its context. */
  public HttpHandler before(HttpHandler handler) {
    return exchange -> new Chain(List.of(this), handler).doFilter(exchange);
  }

  /** Work that is done in the transaction of its request, as the server takes it. */
  public static HttpHandler serving(IdempotentWork work) {
    return exchange -> {
      try {
        work.answer(exchange, tx(exchange));
      } catch (SQLException e) {
        throw new IOException("the database refused (SQLState %s)".formatted(e.getSQLState()), e);
      }
    };
  }

  /**
   * The transaction of this request.
   *
   * @throws IllegalStateException if it has none
   */
  public static Tx tx(HttpExchange exchange) {
    return transaction(exchange)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "SEMEL-508 this request has no transaction of ours: it is to no operation, or"
                        + " to an untracked one, or has no key where keys are optional"));
  }

  /** The transaction of this request, if it has one. */
  public static Optional<Tx> transaction(HttpExchange exchange) {
    return running(exchange).flatMap(Running::tx);
  }

  /** The work did nothing, and may be asked again with the same key: nothing of it is kept. */
  public static void retryable(HttpExchange exchange) {
    running(exchange).ifPresent(Running::retryable);
  }

  /**
   * Under which the ledger knows this request, the same for each of its attempts; empty if it is
   * not protected.
   */
  public static Optional<Key> key(HttpExchange exchange) {
    return running(exchange).map(Running::key);
  }

  /** The id of what the work made, told to who asks again when the answer itself is not kept. */
  public static void resource(HttpExchange exchange, String id) {
    running(exchange).ifPresent(running -> running.resource(id));
  }

  /** Attributes may be those of the context, so only that of our own exchange is asked. */
  private static Optional<Running> running(HttpExchange exchange) {
    return exchange instanceof HeldExchange held ? Optional.of(held.running()) : Optional.empty();
  }

  @Override
  public String description() {
    return "idempotency keys";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    Decision decision = idempotency.begin(new ExchangeIncoming(exchange, callers));
    if (decision instanceof Decision.Answer answer) {
      if (answer.reply().status() == Problem.BODY_TOO_SLOW.status()) {
        cut(answer.reply(), exchange);
      }
      send(answer.reply(), exchange);
    } else if (decision instanceof Decision.Run run) {
      try (Running running = run.running()) {
        serve(running, exchange, chain);
      }
    } else {
      headers(((Decision.Pass) decision).headers(), exchange.getResponseHeaders());
      chain.doFilter(exchange);
    }
  }

  private static void serve(Running running, HttpExchange exchange, Chain chain)
      throws IOException {
    HeldExchange held = new HeldExchange(exchange, running);
    try {
      Reply failure = run(running, held, chain);
      if (failure != null) {
        send(failure, exchange);
        return;
      }
      Ending ending = running.finish(held.outgoing());
      if (ending instanceof Ending.Replace replace) {
        send(replace.reply(), exchange);
      } else {
        exchange.getResponseHeaders().putAll(held.getResponseHeaders());
        headers(((Ending.Send) ending).headers(), exchange.getResponseHeaders());
        body(held.getResponseCode(), held.outgoing().body(), exchange);
      }
    } finally {
      held.release();
    }
  }

  /** What to send instead, if the work did not come to an answer. */
  @SuppressWarnings("try") // It is entered, and left.
  private static @Nullable Reply run(Running running, HeldExchange held, Chain chain) {
    try {
      try (Running.Entered entered = running.enter()) {
        chain.doFilter(held);
      }
      return held.answered()
          ? null
          : running.failed(new IllegalStateException("the work did not answer"));
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("the work of {} threw {}", running.operation(), e.getClass().getName());
      return running.failed(e);
    }
  }

  private static void send(Reply reply, HttpExchange exchange) throws IOException {
    headers(reply.headers(), exchange.getResponseHeaders());
    body(reply.status(), Body.of(reply.body()), exchange);
  }

  /**
   * Does not close the exchange: that would read on, at the pace of who was too slow. What is
   * thrown makes the server close the connection.
   */
  private static void cut(Reply reply, HttpExchange exchange) throws IOException {
    headers(reply.headers(), exchange.getResponseHeaders());
    exchange.sendResponseHeaders(reply.status(), reply.body().length);
    exchange.getResponseBody().write(reply.body());
    exchange.getResponseBody().flush();
    throw new IOException("the body of a request came too slowly");
  }

  private static void headers(List<Reply.Header> headers, Headers onto) {
    Set<String> begun = new HashSet<>();
    for (Reply.Header header : headers) {
      if (begun.add(header.name().toLowerCase(Locale.ROOT))) {
        onto.set(header.name(), header.value());
      } else {
        onto.add(header.name(), header.value());
      }
    }
    if (onto.containsKey("Access-Control-Allow-Origin")) {
      onto.add("Access-Control-Expose-Headers", EXPOSED);
    }
  }

  /** What has been decided stands, whoever is there to read it. */
  private static void body(int status, Body body, HttpExchange exchange) throws IOException {
    boolean none = status == 204 || status == 304 || body.length() == 0;
    try (exchange) {
      exchange.sendResponseHeaders(status, none ? -1 : body.length());
      if (!none) {
        try (InputStream in = body.open()) {
          in.transferTo(exchange.getResponseBody());
        }
      }
    } catch (IOException e) {
      LOG.debug("the answer could not be sent", e);
    }
  }
}
