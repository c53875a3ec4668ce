// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.verification.databases.PostgresServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From one PostgreSQL 18 to another, table by table. */
class CopyRestoreTest extends RestoreContract {
  private static Cluster source;
  private static Cluster target;

  @BeforeAll
  static void start() {
    source = new Cluster(PostgresServers.forgetful());
    target = new Cluster(EmbeddedPostgres.with().withoutDurability().start());
  }

  @AfterAll
  static void stop() {
    target.close();
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
    return new Dump.Copying(true);
  }

  @Test
  void stamps_from_the_future_are_noticed_in_tables_that_say_they_are_at_home() throws Exception {
    restoreIntoTablesThatWereMadeThere(new Dump.Copying(false));
  }
}
