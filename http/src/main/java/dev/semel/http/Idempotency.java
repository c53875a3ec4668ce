// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.http.internal.exchange.Exchange;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Set;

/**
 * Idempotency keys for an API: the same request twice gets the same answer, and one effect.
 * Immutable and thread-safe; make one per API and give it to an adapter.
 */
public final class Idempotency {
  private final Exchange exchange;

  Idempotency(Exchange exchange) {
    this.exchange = exchange;
  }

  /** Idempotency kept in this ledger; say next for which API and operations. */
  public static IdempotencyBuilder on(Semel semel) {
    return new IdempotencyBuilder(semel);
  }

  /**
   * The scope in which the keys of an API are remembered, to be refined and declared with the
   * ledger: how long it remembers is how long a repeated request is known at all.
   */
  public static Scope scope(String api) {
    return Scope.named(Exchange.SCOPE + api);
  }

  /** The scope of an operation that has its own name space of keys. */
  public static Scope scope(String api, String operation) {
    return Scope.named(Exchange.SCOPE + api + ":" + operation);
  }

  /**
   * Decides about a request. For adapters; may wait, if the operation does.
   *
   * @throws IOException if the body could not be read: nothing was done, and nobody is there to be
   *     answered
   */
  public Decision begin(Incoming request) throws IOException {
    return exchange.begin(request);
  }

  /** Whether a transaction of the application's framework is bound while the work runs. */
  public boolean binds() {
    return exchange.binds();
  }

  /**
   * Refuses an endpoint whose answer is a stream, unless its operation is not replayable. For
   * adapters that know the endpoints before the first request.
   *
   * @param path of the endpoint, or its template
   * @param answer what it returns
   * @throws IllegalStateException if the answer of this endpoint could not be kept
   */
  public void check(String method, String path, Type answer) {
    exchange.check(method, path, answer);
  }

  /**
   * The paths of all endpoints, as they were registered, and that of the self-test: for adapters
   * that can see at the start which requests they will be asked about.
   */
  public Set<String> paths() {
    return exchange.paths();
  }

  /** The path of the self-test, if there is one; see {@link SelfTest}. */
  public Optional<String> selfTestPath() {
    return exchange.selfTestPath();
  }
}
