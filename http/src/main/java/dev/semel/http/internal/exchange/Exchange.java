// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.Decision;
import dev.semel.http.Incoming;
import dev.semel.http.Reply;
import dev.semel.http.TransactionBinding;
import dev.semel.spi.Claims;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that the requests to an API have in common. Thread-safe. */
public final class Exchange {
  /** What the scopes of HTTP begin with. */
  public static final String SCOPE = "http:";

  static final String KEY = "Idempotency-Key";
  static final Reply.Header IGNORED = new Reply.Header("Idempotency-Status", "ignored");

  final Api api;
  final Claims claims;
  final @Nullable TransactionBinding binding;
  final Waiters waiters;
  final Telemetry telemetry;

  public Exchange(
      Api api,
      Claims claims,
      @Nullable TransactionBinding binding,
      Waiters waiters,
      Telemetry telemetry) {
    this.api = api;
    this.claims = claims;
    this.binding = binding;
    this.waiters = waiters;
    this.telemetry = telemetry;
  }

  /** Decides about a request. */
  public Decision begin(Incoming request) throws IOException {
    Optional<Route.Match> match = api.match(request.method(), request.path());
    if (match.isEmpty()) {
      return new Decision.Pass(hasKey(request) ? List.of(IGNORED) : List.of());
    }
    Decision decision = new Attempt(this, request, match.get()).decide();
    boolean selfTest = match.get().policy().name.equals(Api.SELF_TEST);
    return selfTest && decision instanceof Decision.Run run
        ? new Decision.Answer(SelfTestAnswer.by(run.running()))
        : decision;
  }

  public boolean binds() {
    return binding != null;
  }

  public Set<String> paths() {
    return api.routes().stream().map(Route::template).collect(Collectors.toUnmodifiableSet());
  }

  public Optional<String> selfTestPath() {
    return Optional.ofNullable(api.selfTestPath());
  }

  /** Refuses an endpoint that answers with a stream which would have to be kept. */
  public void check(String method, String path, Type answer) {
    Optional<Route.Match> match = api.match(method, path);
    if (match.isPresent() && match.get().policy().replayable && Streaming.in(answer)) {
      throw new IllegalStateException(
          ("SEMEL-504 %s %s answers with a stream (%s), and operation %s is to replay its answers:"
                  + " declare it notReplayable, or answer with a whole")
              .formatted(method, path, answer.getTypeName(), match.get().policy().name));
    }
  }

  boolean hasKey(Incoming request) {
    return !request.headers(KEY).isEmpty() || !aliasLines(request).isEmpty();
  }

  List<String> aliasLines(Incoming request) {
    return api.alias() == null ? List.of() : request.headers(api.alias());
  }
}
