// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import dev.semel.testkit.http.Target;
import dev.semel.testkit.junit.IdempotencyKeyContract;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import org.junit.jupiter.api.AfterEach;

/** Every row of the conformance kit on the JDK's server over PostgreSQL. */
class JdkConformanceTest extends IdempotencyKeyContract {
  private TestDatabase db;
  private JdkConformanceSite site;

  @Override
  protected Target target() throws Exception {
    db = Server.POSTGRESQL_18.open();
    site = new JdkConformanceSite(db.dataSource());
    return Target.at(site.uri());
  }

  @AfterEach
  void close() {
    site.close();
    db.close();
  }
}
