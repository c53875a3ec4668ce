// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import dev.semel.Semel;
import dev.semel.http.internal.exchange.Api;
import dev.semel.http.internal.exchange.Exchange;
import dev.semel.http.internal.exchange.Problems;
import dev.semel.http.internal.exchange.Route;
import dev.semel.http.internal.exchange.Telemetry;
import dev.semel.http.internal.exchange.Waiters;
import dev.semel.spi.SemelListener;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects what an {@link Idempotency} is to be. Not thread-safe; used once. */
public final class IdempotencyBuilder {
  private static final int WAITERS_DEFAULT = 32;

  private final Semel semel;
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, Operation> operations = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private String name = "";
  private @Nullable String alias;
  private URI problemBase = URI.create("urn:semel:http#");
  private int waitersMax = WAITERS_DEFAULT;
  private SemelListener listener = event -> {};
  private @Nullable TransactionBinding binding;
  private boolean keysPerOperation;
  private @Nullable String selfTestPath;

  IdempotencyBuilder(Semel semel) {
    this.semel = Objects.requireNonNull(semel, "semel");
  }

  /** The name of the API, chosen once and for ever: its keys are remembered under it. */
  public IdempotencyBuilder named(String api) {
    this.name = Objects.requireNonNull(api, "api");
    return this;
  }

  /**
   * An endpoint and what it wants. Several endpoints may share an operation; a key stands for one
   * request to one of them.
   *
   * @param path such as {@code /charges} or {@code /charges/{id}/refunds}, as the adapter sees it
   */
  public IdempotencyBuilder operation(String method, String path, Operation operation) {
    Operation other = operations.putIfAbsent(operation.name(), operation);
    if (other != null && other != operation) {
      problems.add("two operations are named " + operation.name());
    }
    routes.add(new Route(method, path, operation.policy()));
    return this;
  }

  /** Another header that older clients send the key in, such as {@code X-Idempotency-Key}. */
  public IdempotencyBuilder aliasHeader(String name) {
    this.alias = name;
    return this;
  }

  /** What the types of problems begin with; where they are described, best of all. */
  public IdempotencyBuilder problemBase(URI base) {
    this.problemBase = Objects.requireNonNull(base, "base");
    return this;
  }

  /** How many requests may wait at once for another with their key; 32 by default. */
  public IdempotencyBuilder waitersMax(int requests) {
    this.waitersMax = requests;
    return this;
  }

  /** Who hears what became of requests; nobody by default. */
  public IdempotencyBuilder listener(SemelListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /** How the application's framework finds the transaction of a request. */
  public IdempotencyBuilder binding(TransactionBinding binding) {
    this.binding = Objects.requireNonNull(binding, "binding");
    return this;
  }

  /** Each operation has its own keys, for an API that promises so. */
  public IdempotencyBuilder keysPerOperation() {
    this.keysPerOperation = true;
    return this;
  }

  /** A path that does nothing but show that replays work, for {@link SelfTest}. None by default. */
  public IdempotencyBuilder selfTestPath(String path) {
    this.selfTestPath = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * Checks everything.
   *
   * @throws IllegalArgumentException with all that is wrong with the configuration
   */
  public Idempotency build() {
    var claims = semel.claims();
    problems.addAll(Problems.of(name, routes, alias, problemBase, waitersMax, selfTestPath));
    problems.addAll(Problems.of(claims, routes));
    problems.addAll(Problems.of(binding, claims, routes));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("SEMEL-501 " + String.join("; ", problems));
    }
    Api api = new Api(name, alias, problemBase, keysPerOperation, selfTestPath, routes);
    return new Idempotency(
        new Exchange(api, claims, binding, new Waiters(waitersMax), new Telemetry(listener, name)));
  }
}
