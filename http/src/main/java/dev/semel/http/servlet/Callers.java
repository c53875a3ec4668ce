// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;

/**
 * Who calls, by what the security before us found out. Must be thread-safe. Never the token, which
 * changes between two attempts, and never an address.
 */
@FunctionalInterface
public interface Callers {
  Optional<Caller> of(HttpServletRequest request);

  /** The name of the authenticated principal; its name must be its own for ever. */
  static Callers byPrincipal() {
    return request -> {
      Principal principal = request.getUserPrincipal();
      return principal == null ? Optional.empty() : Optional.of(Caller.of(principal.getName()));
    };
  }
}
