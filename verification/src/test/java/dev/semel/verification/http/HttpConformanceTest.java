// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import dev.semel.testkit.http.Target;
import dev.semel.testkit.junit.IdempotencyKeyContract;
import dev.semel.verification.databases.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every row of the conformance kit, each way to answer on some database, and with {@code -Pfull} on
 * all of them.
 */
class HttpConformanceTest {
  /** The rows on one server and one database. */
  abstract static class Rows extends IdempotencyKeyContract {
    private final Ground ground;
    private final Server server;
    private ConformanceSite site;

    Rows(Ground ground, Server server) {
      this.ground = ground;
      this.server = server;
    }

    @Override
    protected Target target() {
      site = new ConformanceSite(ground, server);
      return Target.at(site.uri());
    }

    @AfterEach
    void close() {
      if (site != null) {
        site.close();
      }
    }
  }

  @Nested
  class ServletOnPostgreSql extends Rows {
    ServletOnPostgreSql() {
      super(Ground.SERVLET, Server.POSTGRESQL_18);
    }
  }

  @Nested
  class AsyncServletOnPostgreSql extends Rows {
    AsyncServletOnPostgreSql() {
      super(Ground.SERVLET_ASYNC, Server.POSTGRESQL_18);
    }
  }

  @Nested
  @EnabledIfSystemProperty(named = "semel.full", matches = "true")
  class DispatchingServletOnPostgreSql extends Rows {
    DispatchingServletOnPostgreSql() {
      super(Ground.SERVLET_DISPATCH, Server.POSTGRESQL_18);
    }
  }

  @Nested
  class JdkOnPostgreSql extends Rows {
    JdkOnPostgreSql() {
      super(Ground.JDK, Server.POSTGRESQL_18);
    }
  }

  @Nested
  @EnabledIfSystemProperty(named = "semel.full", matches = "true")
  class ServletOnH2 extends Rows {
    ServletOnH2() {
      super(Ground.SERVLET, Server.H2);
    }
  }

  @Nested
  @EnabledIfSystemProperty(named = "semel.full", matches = "true")
  class AsyncServletOnH2 extends Rows {
    AsyncServletOnH2() {
      super(Ground.SERVLET_ASYNC, Server.H2);
    }
  }

  @Nested
  class DispatchingServletOnH2 extends Rows {
    DispatchingServletOnH2() {
      super(Ground.SERVLET_DISPATCH, Server.H2);
    }
  }

  @Nested
  @EnabledIfSystemProperty(named = "semel.full", matches = "true")
  class JdkOnH2 extends Rows {
    JdkOnH2() {
      super(Ground.JDK, Server.H2);
    }
  }

  @Nested
  class ServletOnMariaDb extends Rows {
    ServletOnMariaDb() {
      super(Ground.SERVLET, Server.MARIADB);
    }
  }

  @Nested
  @EnabledIfSystemProperty(named = "semel.full", matches = "true")
  class AsyncServletOnMariaDb extends Rows {
    AsyncServletOnMariaDb() {
      super(Ground.SERVLET_ASYNC, Server.MARIADB);
    }
  }

  @Nested
  @EnabledIfSystemProperty(named = "semel.full", matches = "true")
  class DispatchingServletOnMariaDb extends Rows {
    DispatchingServletOnMariaDb() {
      super(Ground.SERVLET_DISPATCH, Server.MARIADB);
    }
  }

  @Nested
  @EnabledIfSystemProperty(named = "semel.full", matches = "true")
  class JdkOnMariaDb extends Rows {
    JdkOnMariaDb() {
      super(Ground.JDK, Server.MARIADB);
    }
  }
}
