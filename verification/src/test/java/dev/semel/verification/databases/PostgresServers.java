// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.databases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.embedded.EmbeddedPostgresBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The PostgreSQL servers of this JVM; each stops with it. Thread-safe. */
public final class PostgresServers {
  private static final Path INSTALLATIONS = Path.of("/usr/lib/postgresql");
  private static EmbeddedPostgres bundled;
  private static EmbeddedPostgres installed;
  private static EmbeddedPostgres forgetful;

  private PostgresServers() {}

  /** PostgreSQL 18 from its artifact. */
  public static synchronized EmbeddedPostgres bundled() {
    if (bundled == null) {
      bundled = start(EmbeddedPostgres.with());
    }
    return bundled;
  }

  /** A server without fsync, for runs in which nobody kills the server. */
  public static synchronized EmbeddedPostgres forgetful() {
    if (forgetful == null) {
      forgetful = EmbeddedPostgres.with().withoutDurability().start();
    }
    return forgetful;
  }

  /** A database with tables on a server without fsync. */
  public static TestDatabase forgetfulDatabase() {
    return PostgresDatabase.on(forgetful());
  }

  /** The newest PostgreSQL that is installed here, or a skipped test. */
  static synchronized EmbeddedPostgres installed() {
    if (installed == null) {
      installed = start(EmbeddedPostgres.with().binaries(installation()));
    }
    return installed;
  }

  /** Where the newest PostgreSQL is that is installed here, or a skipped test. */
  public static Path installation() {
    return newest()
        .orElseGet(
            () ->
                abort(
                    ("no installed PostgreSQL in %s/NN: install one (apt-get install postgresql) to"
                            + " run this")
                        .formatted(INSTALLATIONS)));
  }

  private static EmbeddedPostgres start(EmbeddedPostgresBuilder builder) {
    EmbeddedPostgres server =
        builder
            .setting("max_connections", "200")
            .setting("max_prepared_transactions", "5")
            .setting("deadlock_timeout", "100ms")
            .start();
    assertDurable(server.jdbcUrl());
    return server;
  }

  /** A server that forgets what it acknowledged would hide a loss, or be one. */
  private static void assertDurable(String url) {
    try (Connection c = DriverManager.getConnection(url)) {
      for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        assertThat(Sql.text(c, "show " + setting)).as(setting).isEqualTo("on");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the server does not say whether it is durable", e);
    }
  }

  private static Optional<Path> newest() {
    if (!Files.isDirectory(INSTALLATIONS)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(INSTALLATIONS)) {
      return homes
          .filter(home -> Files.isExecutable(home.resolve("bin/initdb")))
          .filter(home -> home.getFileName().toString().matches("[0-9]+"))
          .max(Comparator.comparingInt(home -> Integer.parseInt(home.getFileName().toString())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
