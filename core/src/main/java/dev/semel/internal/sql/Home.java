// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import org.jspecify.annotations.Nullable;

/**
 * Which server a transaction is on. Immutable.
 *
 * @param now its name, which it changes when it goes on from another point of its history; null
 *     where servers have none
 * @param life the same, and since when it is up
 * @param before the name that was written down until now, if it was another
 */
public record Home(@Nullable String now, String life, @Nullable String before) {
  /** Of a server that does not say. */
  static final Home UNNAMED = new Home(null, "", null);

  /** Whether it is another than the last time somebody looked, and this is who found out. */
  public boolean isReplaced() {
    return before != null;
  }
}
