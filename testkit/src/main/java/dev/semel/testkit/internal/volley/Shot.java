// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.volley;

import org.jspecify.annotations.Nullable;

/**
 * One of the actions of a volley. Immutable.
 *
 * @param startNanos when it began, by {@link System#nanoTime}
 * @param endNanos when it returned or threw
 * @param failure what it threw, or null
 */
public record Shot(long startNanos, long endNanos, @Nullable Throwable failure) {
  public boolean returned() {
    return failure == null;
  }
}
