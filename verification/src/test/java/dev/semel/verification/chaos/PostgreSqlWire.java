// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import dev.semel.embedded.EmbeddedPostgres;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own on a PostgreSQL that the runs of this JVM share and nobody kills. */
record PostgreSqlWire(EmbeddedPostgres server, String name) implements WireDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Started with the first use; ended with the JVM. */
  private static final class Shared {
    static final EmbeddedPostgres SERVER =
        EmbeddedPostgres.with()
            .withoutDurability()
            .setting("max_connections", "200")
            .setting("deadlock_timeout", "50ms")
            .start();
  }

  static PostgreSqlWire fresh() {
    return on(Shared.SERVER);
  }

  static PostgreSqlWire on(EmbeddedPostgres server) {
    String name = "chaos_" + NUMBER.incrementAndGet();
    server.createDatabase(name);
    return new PostgreSqlWire(server, name);
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public String url(int port) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(port, name, server.user());
  }

  @Override
  public String sessionPort() {
    return "select inet_client_port()";
  }

  @Override
  public String commitTrigger() {
    return "";
  }

  /** Nothing: the server ends with the JVM and takes the database along. */
  @Override
  public void close() {}
}
