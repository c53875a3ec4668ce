// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.semel.http.Caller;
import java.util.Optional;

/**
 * Who calls, by what the authenticator of the context found out. Must be thread-safe. Never the
 * token, which changes between two attempts, and never an address.
 */
@FunctionalInterface
public interface Callers {
  Optional<Caller> of(HttpExchange exchange);

  /** The authenticated principal: its realm is the tenant. */
  static Callers byPrincipal() {
    return exchange -> {
      HttpPrincipal principal = exchange.getPrincipal();
      return principal == null
          ? Optional.empty()
          : Optional.of(new Caller(principal.getRealm(), principal.getUsername()));
    };
  }
}
