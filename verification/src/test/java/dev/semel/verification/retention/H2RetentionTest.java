// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.retention;

import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcConnectionPool;

class H2RetentionTest extends RetentionContract {
  private static final AtomicInteger NAMES = new AtomicInteger();

  @Override
  protected LedgerTables open() {
    JdbcConnectionPool pool =
        JdbcConnectionPool.create("jdbc:h2:mem:retention-" + NAMES.incrementAndGet(), "sa", "");
    return new LedgerTables(pool, false, false, tables -> pool.dispose());
  }
}
