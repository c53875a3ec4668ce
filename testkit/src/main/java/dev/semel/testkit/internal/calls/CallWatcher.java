// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.calls;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Is told of every call before it is made and after it has come back. Called by the thread that
 * makes the call, so by many at once.
 */
public interface CallWatcher {
  /** The call is about to be made. What is thrown here keeps it from being made. */
  default void before(Call call) {}

  /**
   * The call has come back: with a result, or with a failure. What is thrown here is thrown to the
   * caller instead.
   *
   * @param result an update count, a batch's counts, or whatever else the call gives
   */
  default void after(Call call, @Nullable Object result, @Nullable Throwable failure) {}

  /** A connection was opened; it is the driver's or the pool's own. */
  default void opened(Connection real) {}

  /** The connection was given back. */
  default void released(Connection real) {}
}
