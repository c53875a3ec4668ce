// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.util.Objects;

/**
 * Whose keys these are: two callers may use the same key and never hear of each other. Immutable.
 *
 * @param tenant the realm the caller is known in; empty where there is only one
 * @param id of the authenticated principal, the same for all of its tokens and for ever; never the
 *     token itself, which changes between two attempts
 */
public record Caller(String tenant, String id) {
  public Caller {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(id, "id");
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a caller without an id");
    }
  }

  /** A caller where there is only one realm. */
  public static Caller of(String id) {
    return new Caller("", id);
  }
}
