// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import dev.semel.Key;
import dev.semel.Tx;
import java.util.Optional;

/**
 * A request whose key is ours until it is ended, in one of the ways below. It may wander between
 * threads, as long as one at a time works with it; of two that end it, the second changes nothing.
 */
public interface Running extends AutoCloseable {
  /** The name of the operation. */
  String operation();

  /**
   * Under which the ledger knows the request: the same for each of its attempts. Work that is done
   * elsewhere is noted under it, for a {@link Resolver} to find, or sent on as the key there.
   */
  Key key();

  /** The body of the request, which may be read many times. Deleted when this is closed. */
  Body body();

  /**
   * Where an adapter holds back what the work answers, until it may leave. Takes as much as the
   * operation allows and then throws; {@link #finish} knows that it did, even if the work does not.
   * There is one, empty at first and deleted when this is closed.
   */
  Body.Writable answer();

  /** The transaction the work commits with; empty for an operation without. */
  Optional<Tx> tx();

  /**
   * Makes the transaction the one that the application's own framework finds on this thread, if
   * there is a {@link TransactionBinding}; until the answer is closed, on the same thread.
   */
  Entered enter();

  /** The work says that it did nothing: nothing is kept, and the key is free. */
  void retryable();

  /** The id of what the work made, told to who asks again when the answer itself is not kept. */
  void resource(String id);

  /** Whether this would be kept if the work ended with this status now. */
  boolean keeps(int status);

  /** The work has answered. Commits, keeps the answer, and says what is to be sent. */
  Ending finish(Outgoing answer);

  /** The work threw: what a server may send that has nothing better. */
  Reply failed(Throwable why);

  /** Nobody will end the work any more: it is fenced, and its transaction rolled back. */
  void abandon();

  /** Abandons what was not ended, and deletes both bodies. */
  @Override
  void close();

  /** A thread on which the transaction can be found. */
  interface Entered extends AutoCloseable {
    @Override
    void close();
  }
}
