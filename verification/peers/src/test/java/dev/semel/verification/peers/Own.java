// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import com.sun.net.httpserver.HttpHandler;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.http.Caller;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.http.jdk.IdempotencyFilter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Semel in front of the same application, so that the application itself is under test too. */
record Own(HttpHandler handler) implements Peer {
  static Own of(Charges charges, DataSource dataSource) {
    Schema.of(dataSource).apply();
    Operation waiting = Operation.named("waiting").waitingUpTo(Duration.ofSeconds(5));
    Idempotency idempotency =
        Idempotency.on(Semel.on(dataSource))
            .named("peers")
            .operation("POST", "/charges", Operation.named("charge"))
            .operation("POST", "/waiting", waiting)
            .operation("POST", "/accounts/{id}/close", Operation.named("close"))
            .build();
    IdempotencyFilter filter =
        IdempotencyFilter.of(
            idempotency,
            exchange -> Optional.of(Caller.of(Call.caller(exchange.getRequestHeaders()))));
    return new Own(
        filter.before(
            IdempotencyFilter.serving(
                (exchange, tx) ->
                    Site.send(exchange, charges.on(tx.connection(), Call.of(exchange))))));
  }

  @Override
  public String title() {
    return "Semel";
  }

  @Override
  public Set<String> offers() {
    return Set.of("bare", "replay-marker", "key-echo", "problems", "waiting");
  }

  @Override
  public void close() {}
}
