// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.embedded.EmbeddedPostgres;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The one PostgreSQL server of this JVM; it stops with it. */
public final class Postgres {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedPostgres server;

  private Postgres() {}

  /** An empty database, without a pool. */
  public static synchronized DataSource fresh() {
    if (server == null) {
      server = EmbeddedPostgres.start();
    }
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(server.createDatabase("kit_" + NUMBER.incrementAndGet()));
    return dataSource;
  }
}
