// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.inbox;

import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A PostgreSQL server, a standby that stopped following it at some moment, and an address that
 * leads to one of them. For one thread.
 */
final class Failover implements AutoCloseable {
  private static final String DATABASE = "replaced";

  private final Path folder;
  private final EmbeddedPostgres first;
  private EmbeddedPostgres second;

  Failover(Path folder) {
    this.folder = folder;
    first = EmbeddedPostgres.with().dataDirectory(folder.resolve("first")).start();
    first.createDatabase(DATABASE);
  }

  /** Leads to the server that is the primary now. */
  DataSource address() {
    return new Raw("") {
      @Override
      public Connection getConnection() throws SQLException {
        return DriverManager.getConnection((second != null ? second : first).jdbcUrl(DATABASE));
      }
    };
  }

  /** What is committed after this does not get to the standby. */
  void standbyFallsBehind() throws IOException {
    first.stopImmediately();
    copy(first.dataDirectory(), folder.resolve("second"));
    first.restart();
  }

  /** From now on the address leads to the standby. */
  void startStandby() throws IOException {
    Path data = folder.resolve("second");
    Files.deleteIfExists(data.resolve("postmaster.pid"));
    Files.createFile(data.resolve("standby.signal"));
    first.kill();
    second = EmbeddedPostgres.with().dataDirectory(data).start();
  }

  /** The standby takes over. */
  void promote() throws IOException {
    startStandby();
    if (!"t".equals(Sql.text(address(), "select pg_promote(true, 60)"))) {
      throw new IllegalStateException("the standby was not promoted");
    }
  }

  /** The same server, which has to recover. */
  void crash() {
    first.kill();
    first.restart();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
  }

  @Override
  public void close() {
    first.close();
    if (second != null) {
      second.close();
    }
  }
}
