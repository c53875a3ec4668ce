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

  /** A connection that is bound to a thread; used on that thread only. */
  interface Bound extends AutoCloseable {
    /** Whether the framework was told that this transaction must not commit. */
    boolean rollbackOnly();

    /** Takes the binding away; does not touch the connection. */
    @Override
    void close();
  }
}
