// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.sql.Connection;
import javax.sql.DataSource;

/**
 * How the application's own framework finds the transaction of a request. Must be thread-safe.
 *
 * <p>Without one, the application asks the adapter for it. With one, a repository that knows only
 * its framework works in it: the connection is bound as the framework binds one it began itself.
 */
public interface TransactionBinding {
  /** Where the framework gets its connections; must be the one the ledger lives in. */
  DataSource dataSource();

  /** Binds the connection to the current thread. It is in a transaction that is not to be ended. */
  Bound bind(Connection connection);

  /** What became of a transaction. */
  enum End {
    COMMITTED,
    ROLLED_BACK,
    UNKNOWN
  }

  /** A connection that is bound to a thread; used on that thread until it is closed. */
  interface Bound extends AutoCloseable {
    /**
     * Whether the framework was told that this transaction must not commit. Asked once, when the
     * work leaves the thread: what the framework keeps for the commit is to be written now. If it
     * throws, the work has failed.
     */
    boolean rollbackOnly();

    /** Takes the binding away; does not touch the connection. */
    @Override
    void close();

    /**
     * Hears, after it was closed, what became of the transaction: for what listens to its end. On
     * the thread that ended it, before the answer is sent; what it throws changes nothing. Not told
     * where the process dies, so only for what may be missed.
     */
    default void ended(End end) {}
  }
}
