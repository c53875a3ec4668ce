// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Outbox;
import dev.semel.Relay;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.embedded.internal.postgres.RunAs;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that has run more than four billion transactions: their ids have more than 32 bits. */
class EpochTest {
  private static final long IN_AN_EPOCH = 1L << 32;

  @Test
  void the_log_goes_on_where_transaction_ids_have_more_than_32_bits() throws Exception {
    Path home = PostgresServers.installation();
    Arrivals sent = new Arrivals();
    try (EmbeddedPostgres server = EmbeddedPostgres.with().binaries(home).start()) {
      Cluster cluster = new Cluster(server);
      String database = cluster.create();
      Truth truth;
      try (HikariDataSource pool = cluster.pool(database)) {
        Schema.of(pool).apply();
        truth = Truth.create(pool, 2);
        Semel semel = Semel.on(pool);
        truth.publish(semel, 0, 3);
        try (Relay relay = semel.relay().to(Sinks.ordered(sent::arrive)).build()) {
          assertThat(relay.runOnce()).isEqualTo(3);
        }
        truth.publish(semel, 0, 3);
        Sql.run(pool, "checkpoint");
      }
      server.stopImmediately();
      nextEpoch(home, server.dataDirectory());
      server.restart();
      try (HikariDataSource pool = cluster.pool(database);
          Connection writer = pool.getConnection()) {
        assertThat(Cluster.next(pool)).isGreaterThan(IN_AN_EPOCH);
        truth = Truth.restored(pool, truth);
        Semel semel = Semel.on(pool);
        writer.setAutoCommit(false);
        Sql.run(writer, "insert into noise values (1)");
        truth.publish(semel, 1, 3);
        try (Relay relay = semel.relay().to(Sinks.ordered(sent::arrive)).build()) {
          assertThat(relay.runOnce()).isEqualTo(3);
          Outbox.Standing standing = semel.outbox().relays().get(0);
          assertThat(standing.backlog()).isEqualTo(3);
          Outbox.Horizon horizon = standing.horizon().orElseThrow();
          assertThat(Long.parseLong(horizon.transaction())).isGreaterThan(IN_AN_EPOCH);
          assertThat(horizon.session()).hasToString(Sql.text(writer, "select pg_backend_pid()"));
          writer.rollback();
          assertThat(relay.runOnce()).isEqualTo(3);
        }
        sent.assertExact(truth);
      }
    }
  }

  private static void nextEpoch(Path home, Path data) throws Exception {
    List<String> line =
        RunAs.choose()
            .command(
                List.of(
                    home.resolve("bin/pg_resetwal").toString(),
                    "--force",
                    "--epoch=1",
                    "--pgdata=" + data));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s said %s", line, said).isZero();
  }
}
