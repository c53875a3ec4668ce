// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import dev.semel.Tx;

/** What an effect is told by whoever knows the other side. */
public final class RemoteFunctions {
  private RemoteFunctions() {}

  /** Makes the call. Thread-safe. */
  @FunctionalInterface
  public interface Calling<Q, R> {
    /**
     * The result.
     *
     * @throws CallException if there is none, and it is known why
     * @throws Exception in any other case, which is ambiguous
     */
    R call(Call call, Q request) throws Exception;
  }

  /** Asks the other side what became of the call. Thread-safe. */
  @FunctionalInterface
  public interface Looking<Q, R> {
    Finding<R> look(Call call, Q request) throws Exception;
  }

  /** Undoes what the call may have done; doing so twice, or for nothing, must be harmless. */
  @FunctionalInterface
  public interface Reversing<Q> {
    void reverse(Call call, Q request) throws Exception;
  }

  /** What else is written when it is known how an effect ended, in the same transaction. */
  @FunctionalInterface
  public interface Following<T> {
    void follow(Tx tx, String subject, T ending) throws Exception;
  }
}
