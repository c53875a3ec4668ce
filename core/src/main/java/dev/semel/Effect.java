// SPDX-License-Identifier: Apache-2.0
package dev.semel;

/**
 * What must happen one time: work on the database of the ledger, in the transaction it is given.
 *
 * <p>It may run more than once (a deadlock is retried, a crash is redelivered) but commits once. So
 * it must do nothing that a rollback does not undo: no call to a gateway, no e-mail. It runs on the
 * thread of the delivery; one that is shared must be safe for all threads that deliver.
 *
 * @param <X> what it may throw; passes through {@code once} untouched, after the rollback
 */
@FunctionalInterface
public interface Effect<X extends Exception> {
  void on(Tx tx) throws X;

  /**
   * An effect with a result, which is stored and handed to every later duplicate. A business
   * rejection is such a result; a thrown exception is not: it leaves the key free to be tried
   * again.
   *
   * @param <R> the result; never null
   * @param <X> what it may throw
   */
  @FunctionalInterface
  interface Returning<R, X extends Exception> {
    R on(Tx tx) throws X;
  }

  /**
   * An effect for each item of a {@link Batch}.
   *
   * @param <T> the item
   */
  @FunctionalInterface
  interface ForEach<T> {
    void on(Tx tx, T item) throws Exception;
  }

  /**
   * An effect with a result for each item of a {@link Batch}.
   *
   * @param <T> the item
   * @param <R> the result; never null
   */
  @FunctionalInterface
  interface ForEachReturning<T, R> {
    R on(Tx tx, T item) throws Exception;
  }
}
