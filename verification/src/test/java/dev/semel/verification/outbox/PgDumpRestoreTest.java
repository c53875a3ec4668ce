// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.verification.databases.PostgresServers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** With the tools of an installed PostgreSQL. */
class PgDumpRestoreTest extends RestoreContract {
  private static Path home;
  private static Cluster source;
  private static Cluster target;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    home = PostgresServers.installation();
    source = cluster();
    target = cluster();
  }

  private static Cluster cluster() {
    return new Cluster(EmbeddedPostgres.with().binaries(home).withoutDurability().start());
  }

  @AfterAll
  static void stop() {
    if (source != null) {
      source.close();
    }
    if (target != null) {
      target.close();
    }
  }

  @Override
  Cluster source() {
    return source;
  }

  @Override
  Cluster target() {
    return target;
  }

  @Override
  Dump dump() {
    return new Dump.Tools(home, folder);
  }
}
