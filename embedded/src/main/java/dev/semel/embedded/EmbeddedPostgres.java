// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.postgres.Binaries;
import dev.semel.embedded.internal.postgres.BinariesArchive;
import dev.semel.embedded.internal.postgres.Cluster;
import dev.semel.embedded.internal.postgres.Options;
import dev.semel.embedded.internal.postgres.Platform;
import dev.semel.embedded.internal.postgres.RunAs;
import dev.semel.embedded.internal.postgres.Server;
import dev.semel.embedded.internal.postgres.WireClient;
import dev.semel.embedded.internal.run.RunDirectory;
import dev.semel.embedded.internal.run.StopAtExit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server that belongs to this JVM, listens on 127.0.0.1 and keeps what it
 * acknowledged, even when it is killed.
 *
 * <pre>{@code
 * try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
 *   Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
 * }
 * }</pre>
 *
 * <p>Thread-safe. A call that starts or stops the server makes the others wait.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Pattern DATABASE_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private final Options options;
  private final Cluster cluster;
  private final StopAtExit stopAtExit = new StopAtExit("semel-postgres-stop", this::close);
  private @Nullable Server server;
  private int lastPort;
  private boolean closed;

  private EmbeddedPostgres(Options options, Cluster cluster) {
    this.options = options;
    this.cluster = cluster;
  }

  /** Starts a server with all defaults: the PostgreSQL on the classpath, a fresh database. */
  public static EmbeddedPostgres start() {
    return with().start();
  }

  /** The choices to make before a start. */
  public static EmbeddedPostgresBuilder with() {
    return new EmbeddedPostgresBuilder();
  }

  static EmbeddedPostgres start(Options options) {
    try {
      RunAs runAs = options.runAs() == null ? RunAs.choose() : options.runAs();
      Path cache = runAs.openCache(options.cacheDirectory());
      Binaries binaries = binaries(options, cache);
      RunDirectory run = RunDirectory.create(cache);
      Path kept = options.dataDirectory();
      Path data = kept == null ? run.data() : kept.toAbsolutePath().normalize();
      var postgres = new EmbeddedPostgres(options, new Cluster(binaries, runAs, run, data));
      postgres.bringUp();
      return postgres;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** URL for any JDBC driver of PostgreSQL; the user is in it and there is no password. */
  public String jdbcUrl() {
    return jdbcUrl("postgres");
  }

  /** The same for another database of this server. */
  public synchronized String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(lastPort, database, user());
  }

  /** The superuser. */
  public String user() {
    return Cluster.SUPERUSER;
  }

  /** The port of the last start. */
  public synchronized int port() {
    return lastPort;
  }

  /** The process id of the postmaster, the parent of the server's other processes. */
  public synchronized long pid() {
    return running().pid();
  }

  /** The version that the server states, such as 18.6. */
  public synchronized String version() {
    return running().version();
  }

  /** Where the data is. */
  public Path dataDirectory() {
    return cluster.data();
  }

  /** False when stopped, killed, closed, or ended by itself. */
  public synchronized boolean isRunning() {
    return server != null && server.isAlive();
  }

  /** Creates an empty database and returns its URL. */
  public synchronized String createDatabase(String name) {
    if (!DATABASE_NAME.matcher(name).matches()) {
      throw new EmbeddedServerException(
          Code.BAD_OPTION,
          "'" + name + "' is no plain database name: use lower-case letters, digits and _");
    }
    try (WireClient client = new WireClient(running().port(), user())) {
      client.ask("CREATE DATABASE " + name);
    } catch (IOException e) {
      throw new EmbeddedServerException(
          Code.STATEMENT_REFUSED, "CREATE DATABASE " + name + ": " + e.getMessage(), e);
    }
    return jdbcUrl(name);
  }

  /**
   * Kills the server and all its children with SIGKILL, as a crash would, and returns when they are
   * gone. The data stays; {@link #restart()} recovers it.
   */
  public synchronized void kill() {
    if (server != null) {
      server.kill();
      server = null;
    }
  }

  /** Ends the server without a checkpoint, as an administrator in a hurry would; data stays. */
  public synchronized void stopImmediately() {
    stop("immediate");
  }

  /**
   * Starts the server again on the same data, after stopping it if it runs. The port is the same
   * unless somebody else has taken it meanwhile; durability is verified again.
   */
  public synchronized void restart() {
    if (closed) {
      throw new IllegalStateException("this server is closed; start another");
    }
    stop("fast");
    try {
      startServer();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Stops the server and deletes its directory, but not a data directory of the caller. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stopAtExit.forget();
    try {
      stop("fast");
    } finally {
      delete();
    }
  }

  private synchronized void bringUp() throws IOException {
    try {
      stopAtExit.arm();
      cluster.prepare(options);
      startServer();
    } catch (Throwable e) { // An Error too, say of a progress listener, must leave nothing behind.
      closeAfter(e);
      throw e;
    }
  }

  private void startServer() throws IOException {
    Server started = Server.start(cluster, options.settings(), lastPort);
    server = started;
    lastPort = started.port();
    options.tell("PostgreSQL %s is ready on port %d".formatted(started.version(), lastPort));
  }

  private void stop(String mode) {
    if (server != null) {
      server.stop(mode);
      server = null;
    }
  }

  private Server running() {
    if (server == null) {
      throw new IllegalStateException("the server is not running; restart() starts it again");
    }
    return server;
  }

  private void delete() {
    try {
      cluster.run().delete();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static Binaries binaries(Options options, Path cache) throws IOException {
    Path installed = options.binaries();
    if (installed != null) {
      return Binaries.at(installed);
    }
    ClassLoader classpath = EmbeddedPostgres.class.getClassLoader();
    return BinariesArchive.on(classpath, Platform.current()).unpackedIn(cache, options::tell);
  }

  private static EmbeddedServerException unusable(IOException cause) {
    return new EmbeddedServerException(
        Code.DIRECTORY_UNUSABLE, "a file or directory of the launcher failed: " + cause, cause);
  }
}
